using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.Terminals;

/// <summary>An open terminal.</summary>
internal sealed class TerminalFile(Inode inode, OpenFlags flags, Terminal terminal) : OpenFile(inode, flags)
{
    private const long NanosecondsPerTenth = 100_000_000;

    /// <summary>The terminal.</summary>
    public Terminal Terminal { get; } = terminal;

    /// <inheritdoc/>
    public override WaitQueue Waiters => Terminal.Waiters;

    /// <summary>How long a read that found too little waits for more, in nanoseconds; <see cref="ProcessThread.Forever"/> without limit.</summary>
    public long ReadTimeout => Terminal.ReadTimeout == 0 ? ProcessThread.Forever : Terminal.ReadTimeout * NanosecondsPerTenth;

    /// <inheritdoc/>
    public override long Read(Span<byte> destination)
    {
        long refused = JobControl.Check(Terminal, Signal.TerminalInput);
        return refused != 0 ? refused : Terminal.Read(destination, false);
    }

    /// <summary>Reads what is there after the wait for more is over.</summary>
    public long ReadRest(Span<byte> destination) => Terminal.Read(destination, true);

    /// <inheritdoc/>
    public override long Write(ReadOnlySpan<byte> source)
    {
        long refused = Terminal.Settings.HasLocal(TerminalSettings.StopBackgroundOutput) ? JobControl.Check(Terminal, Signal.TerminalOutput) : 0;
        return refused != 0 ? refused : Terminal.Write(source);
    }

    /// <inheritdoc/>
    public override PollEvents Poll() =>
        (Terminal.IsReadable ? PollEvents.In : 0) | (Terminal.IsOutputStopped ? 0 : PollEvents.Out);

    /// <inheritdoc/>
    public override long Control(uint request, ulong argument, AddressSpace memory, object? caller) =>
        TerminalControl.Control(Terminal, request, argument, memory, caller as ProcessThread);
}
