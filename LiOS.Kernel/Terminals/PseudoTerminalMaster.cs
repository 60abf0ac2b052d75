using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.FileSystems.Pts;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Kernel.SystemCalls;
using LiOS.Machine;

namespace LiOS.Kernel.Terminals;

/// <summary>The other end of a pseudo-terminal's line (ptmx(4)). It controls nobody; closing it hangs the terminal up.</summary>
internal sealed class PseudoTerminalMaster(Inode inode, OpenFlags flags, PtsFileSystem owner, PtsInode node) : OpenFile(inode, flags)
{
    private const uint FlushRequest = 0x540B, SetControlling = 0x540E, GetForeground = 0x540F, GetInputBytes = 0x541B, SetPacketMode = 0x5420, GiveUp = 0x5422,
        GetSession = 0x5429, OpenPeer = 0x5441, GetNumber = 0x8004_5430, SetLock = 0x4004_5431, SendSignal = 0x4004_5436, GetPacketMode = 0x8004_5438, GetLock = 0x8004_5439;

    private readonly PseudoTerminal _terminal = node.Terminal;

    /// <inheritdoc/>
    public override WaitQueue Waiters => _terminal.MasterWaiters;

    /// <inheritdoc/>
    public override long Read(Span<byte> destination)
    {
        long count = _terminal.TakeOutput(destination);
        return Blocking.WouldBlock(count) && _terminal.IsDeserted ? Errno.EIO.ToResult() : count;
    }

    /// <inheritdoc/>
    public override long Write(ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty) return 0;
        int count = Math.Min(source.Length, _terminal.InputRoom);
        if (count == 0) return Errno.EAGAIN.ToResult();
        _terminal.Receive(source[..count]);
        return count;
    }

    /// <inheritdoc/>
    public override PollEvents Poll() => (_terminal.OutputCount > 0 ? PollEvents.In : 0)
        | (_terminal.InputRoom > 0 ? PollEvents.Out : 0)
        | (_terminal.IsDeserted ? PollEvents.HangUp : 0);

    /// <inheritdoc/>
    public override long Control(uint request, ulong argument, AddressSpace memory, object? caller)
    {
        switch (request)
        {
            case GetNumber:
                return memory.Write(argument, _terminal.Number).ToResult();
            case SetLock:
                if (memory.Read(argument, out int isLocked) != Errno.None) return Errno.EFAULT.ToResult();
                _terminal.IsLocked = isLocked != 0;
                return 0;
            case GetLock:
                return memory.Write(argument, _terminal.IsLocked ? 1 : 0).ToResult();
            case OpenPeer:
                return caller is ProcessThread thread ? Open(thread, (OpenFlags)argument) : Errno.ENOTTY.ToResult();
            case SetPacketMode:
                // Packet mode, in which the master would also be told of flushing and flow control, does not exist.
                if (memory.Read(argument, out int isOn) != Errno.None) return Errno.EFAULT.ToResult();
                return (isOn != 0 ? Errno.EINVAL : Errno.None).ToResult();
            case GetPacketMode:
                return memory.Write(argument, 0).ToResult();
            case SendSignal:
                if ((int)argument is not (Signal.Int or Signal.Quit or Signal.TerminalStop)) return Errno.EINVAL.ToResult();
                _terminal.SendToForeground((int)argument);
                return 0;
            case GetInputBytes:
                return memory.Write(argument, _terminal.OutputCount).ToResult();
            case FlushRequest:
                return Flush(argument);
            case GetForeground:
                return memory.Write(argument, _terminal.Foreground?.Id ?? 0).ToResult();
            case GetSession:
                return _terminal.Session is { } session ? memory.Write(argument, session.Id).ToResult() : Errno.ENOTTY.ToResult();
            case SetControlling or GiveUp:
                return Errno.ENOTTY.ToResult();
            default:
                // Settings and the window's size are the terminal's.
                return TerminalControl.Control(_terminal, request, argument, memory, caller as ProcessThread);
        }
    }

    /// <inheritdoc/>
    protected override void OnClose() => owner.Close(node);

    private long Flush(ulong which)
    {
        const ulong Output = 1, Both = 2;
        if (which > Both) return Errno.EINVAL.ToResult();
        if (which != Output) _terminal.FlushOutput();
        // What was written here has arrived at once.
        return 0;
    }

    /// <summary>TIOCGPTPEER: opens the terminal without a path, which may not lead to it where the caller is.</summary>
    private long Open(ProcessThread caller, OpenFlags peerFlags)
    {
        if (peerFlags < 0) return Errno.EINVAL.ToResult();
        Errno error = node.Open(peerFlags & ~OpenFlags.CloseOnExec, out OpenFile? file);
        if (error != Errno.None) return error.ToResult();
        file!.Node = caller.Kernel.Vfs.FindChild(owner, node, node.Name);
        return caller.AddFile(file, (peerFlags & OpenFlags.CloseOnExec) != 0);
    }
}
