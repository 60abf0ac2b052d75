using System.Runtime.InteropServices;

namespace LiOS.Kernel.Signals;

/// <summary>An alternate signal stack: stack_t of sigaltstack(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AlternateStack
{
    /// <summary>SS_ONSTACK: reported while the thread runs on it.</summary>
    public const int OnStack = 1;

    /// <summary>SS_DISABLE: there is none.</summary>
    public const int Disabled = 2;

    /// <summary>MINSIGSTKSZ.</summary>
    public const ulong SmallestSize = 2048;

    /// <summary>Its lowest address.</summary>
    public ulong Address;

    /// <summary>SS_ flags.</summary>
    public int Flags;

    private int _padding;

    /// <summary>Bytes.</summary>
    public ulong Size;

    /// <summary>Whether there is one.</summary>
    public readonly bool IsEnabled => Size != 0;

    /// <summary>Whether a stack pointer lies on it.</summary>
    public readonly bool Contains(ulong stackPointer) => IsEnabled && stackPointer > Address && stackPointer - Address <= Size;
}
