using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Kernel.Files.Pipes;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Signals;

namespace LiOS.Kernel.Terminals;

/// <summary>
/// A terminal whose line ends in a program: what is written to it can be read from the master, what is written to the master has been
/// typed (pty(7)). Guarded by the kernel lock.
/// </summary>
internal sealed class PseudoTerminal : Terminal
{
    /// <summary>The major number of the nodes in /dev/pts (pts(4)).</summary>
    public const uint Major = 136;

    private readonly Pipe _output;
    private int _files;
    private bool _wasClosed;
    private bool _isHungUp;

    /// <summary>Makes one that is locked.</summary>
    /// <param name="number">Its name in /dev/pts.</param>
    public PseudoTerminal(int number) : this(number, new Pipe()) { }

    private PseudoTerminal(int number, Pipe output) : base(text => output.Write(text), default)
    {
        // What an echo finds no room for is lost, as on Linux; a program's write waits.
        _output = output;
        _output.AddEnd(reads: true, writes: true);
        Number = number;
        DeviceNumber = DeviceNumbers.Make(Major, (uint)number);
        Settings = TerminalSettings.OfPseudoTerminal;
    }

    /// <summary>Its name in /dev/pts.</summary>
    public int Number { get; }

    /// <summary>Whether it cannot be opened yet (TIOCSPTLCK, unlockpt(3)).</summary>
    public bool IsLocked { get; set; } = true;

    /// <summary>Whether it is open anywhere.</summary>
    public bool IsOpen => _files > 0;

    /// <summary>Whether it was open and is so no longer: its master reads no more than what is left.</summary>
    public bool IsDeserted => _wasClosed && _files == 0;

    /// <summary>Bytes that wait to be read from the master.</summary>
    public int OutputCount => _output.Count;

    /// <summary>Woken when the master can read or write.</summary>
    public WaitQueue MasterWaiters => _output.Waiters;

    /// <inheritdoc/>
    public override bool IsHungUp => _isHungUp;

    /// <inheritdoc/>
    public override int OutputRoom => _output.Capacity - _output.Count;

    /// <summary>Takes bytes that were written to the terminal.</summary>
    /// <returns>Bytes taken, or -EAGAIN.</returns>
    public long TakeOutput(Span<byte> destination)
    {
        long count = _output.Read(destination);
        if (count > 0) Waiters.WakeAll(PollEvents.Out | PollEvents.NormalOutput);
        return count;
    }

    /// <summary>Forgets what was written to the terminal and not read from the master.</summary>
    public void FlushOutput()
    {
        Span<byte> chunk = stackalloc byte[512];
        long taken;
        do taken = TakeOutput(chunk);
        while (taken > 0);
    }

    /// <summary>The master is closed: the leader of the session is told, and nobody can use the terminal any more.</summary>
    /// <param name="processes">Where the leader is found.</param>
    public void Disconnect(ProcessTable processes)
    {
        _isHungUp = true;
        if (Session is { } session)
        {
            if (processes.Find(session.Id) is { IsZombie: false } leader)
            {
                SignalDelivery.Send(leader, new SignalInfo { Number = Signal.Hup, Code = SignalInfo.FromKernel });
                SignalDelivery.Send(leader, new SignalInfo { Number = Signal.Continue, Code = SignalInfo.FromKernel });
            }
            session.LostForeground = Foreground;
            session.Terminal = null;
            Session = null;
            Foreground = null;
        }
        Waiters.WakeAll();
    }

    /// <inheritdoc/>
    public override void AddFile()
    {
        _files++;
        MasterWaiters.WakeAll();
    }

    /// <inheritdoc/>
    public override void RemoveFile()
    {
        _wasClosed = true;
        _files--;
        MasterWaiters.WakeAll();
    }

    /// <inheritdoc/>
    protected override void OnInputTaken() => MasterWaiters.WakeAll(PollEvents.Out | PollEvents.NormalOutput);
}
