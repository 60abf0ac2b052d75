using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Kernel.SystemCalls;
using LiOS.Machine;

namespace LiOS.Kernel.Terminals;

/// <summary>An open terminal.</summary>
internal sealed class TerminalFile : OpenFile
{
    private const long NanosecondsPerTenth = 100_000_000;

    /// <summary>Opens a terminal.</summary>
    public TerminalFile(Inode inode, OpenFlags flags, Terminal terminal) : base(inode, flags)
    {
        Terminal = terminal;
        terminal.AddFile();
    }

    /// <summary>The terminal.</summary>
    public Terminal Terminal { get; }

    /// <inheritdoc/>
    public override WaitQueue Waiters => Terminal.Waiters;

    /// <summary>How long a read that found too little waits for more, in nanoseconds; <see cref="ProcessThread.Forever"/> without limit.</summary>
    public long ReadTimeout => Terminal.ReadTimeout == 0 ? ProcessThread.Forever : Terminal.ReadTimeout * NanosecondsPerTenth;

    /// <inheritdoc/>
    public override long Read(Span<byte> destination)
    {
        if (Terminal.IsHungUp) return 0;
        long refused = JobControl.Check(Terminal, Signal.TerminalInput);
        return refused != 0 ? refused : Terminal.Read(destination, false);
    }

    /// <summary>Reads what is there after the wait for more is over.</summary>
    public long ReadRest(Span<byte> destination) => Terminal.Read(destination, true);

    /// <inheritdoc/>
    public override long Write(ReadOnlySpan<byte> source)
    {
        if (Terminal.IsHungUp) return Errno.EIO.ToResult();
        long refused = Terminal.Settings.HasLocal(TerminalSettings.StopBackgroundOutput) ? JobControl.Check(Terminal, Signal.TerminalOutput) : 0;
        return refused != 0 ? refused : Terminal.Write(source);
    }

    /// <inheritdoc/>
    public override PollEvents Poll() => Terminal.IsHungUp
        ? PollEvents.In | PollEvents.Out | PollEvents.Error | PollEvents.HangUp
        : (Terminal.IsReadable ? PollEvents.In : 0) | (Terminal.IsWritable ? PollEvents.Out : 0);

    /// <inheritdoc/>
    public override long Control(uint request, ulong argument, AddressSpace memory, object? caller) =>
        Terminal.IsHungUp ? Errno.EIO.ToResult() : TerminalControl.Control(Terminal, request, argument, memory, caller as ProcessThread);

    /// <inheritdoc/>
    protected override void OnClose() => Terminal.RemoveFile();
}
