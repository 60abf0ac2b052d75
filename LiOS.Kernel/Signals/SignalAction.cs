using System.Runtime.InteropServices;

namespace LiOS.Kernel.Signals;

/// <summary>What a process does on a signal, laid out as the kernel's struct sigaction on x86-64 (rt_sigaction(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SignalAction
{
    /// <summary>SIG_DFL.</summary>
    public const ulong Default = 0;

    /// <summary>SIG_IGN.</summary>
    public const ulong Ignore = 1;

#pragma warning disable CS1591 // sigaction(2): SA_NOCLDSTOP and so on.
    public const ulong NoChildStop = 1, NoChildWait = 2, WithInfo = 4, HasRestorer = 0x0400_0000, OnStack = 0x0800_0000,
        Restart = 0x1000_0000, NoDefer = 0x4000_0000, ResetHandler = 0x8000_0000;
#pragma warning restore CS1591

    /// <summary>The handler's address, <see cref="Default"/> or <see cref="Ignore"/>.</summary>
    public ulong Handler;

    /// <summary>SA_ flags.</summary>
    public ulong Flags;

    /// <summary>Where the handler returns to: code that calls rt_sigreturn.</summary>
    public ulong Restorer;

    /// <summary>Signals that are blocked while the handler runs.</summary>
    public ulong Mask;

    /// <summary>Whether there is a handler to call.</summary>
    public readonly bool IsCaught => Handler > Ignore;
}
