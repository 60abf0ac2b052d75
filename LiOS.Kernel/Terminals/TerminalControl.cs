using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Kernel.SystemCalls;
using LiOS.Machine;

namespace LiOS.Kernel.Terminals;

/// <summary>The requests of ioctl_tty(2); those of ioctl_console(2) go on to <see cref="ScreenControl"/>.</summary>
internal static class TerminalControl
{
    private const uint GetSettings = 0x5401, SetSettings = 0x5402, SetSettingsWait = 0x5403, SetSettingsFlush = 0x5404,
        SendBreak = 0x5409, FlowControl = 0x540A, Flush = 0x540B, Exclusive = 0x540C, NotExclusive = 0x540D, SetControlling = 0x540E,
        GetForeground = 0x540F, SetForeground = 0x5410, GetOutputBytes = 0x5411, GetWindow = 0x5413, SetWindow = 0x5414,
        GetInputBytes = 0x541B, GiveUp = 0x5422, SendBreakPosix = 0x5425, GetSession = 0x5429,
        GetSettings2 = 0x802C_542A, SetSettings2 = 0x402C_542B, SetSettings2Wait = 0x402C_542C, SetSettings2Flush = 0x402C_542D;

    /// <summary>Answers a request.</summary>
    public static long Control(Terminal terminal, uint request, ulong argument, AddressSpace memory, ProcessThread? caller)
    {
        if (IsChange(request) && JobControl.Check(terminal, Signal.TerminalOutput) is var refused and not 0) return refused;
        switch (request)
        {
            case GetSettings:
                return memory.Write(argument, terminal.Settings).ToResult();
            case GetSettings2:
                Errno error = memory.Write(argument, terminal.Settings);
                if (error == Errno.None) error = memory.Write(argument + TerminalSettings.Size, terminal.Settings.Speed | ((ulong)terminal.Settings.Speed << 32));
                return error.ToResult();
            case SetSettings or SetSettingsWait or SetSettingsFlush or SetSettings2 or SetSettings2Wait or SetSettings2Flush:
                return Set(terminal, argument, memory, request is SetSettingsFlush or SetSettings2Flush);
            case GetWindow:
                return memory.Write(argument, terminal.Size).ToResult();
            case SetWindow:
                if (memory.Read(argument, out WindowSize size) != Errno.None) return Errno.EFAULT.ToResult();
                terminal.Resize(size);
                return 0;
            case GetInputBytes:
                return memory.Write(argument, terminal.Available).ToResult();
            case GetOutputBytes:
                return memory.Write(argument, 0).ToResult();
            case SendBreak or SendBreakPosix or Exclusive or NotExclusive:
                return 0;
            case Flush:
                return FlushQueues(terminal, argument);
            case FlowControl:
                return SetFlow(terminal, argument);
            default:
                return caller is null ? Errno.ENOTTY.ToResult() : ControlJobs(terminal, request, argument, memory, caller);
        }
    }

    private static bool IsChange(uint request) => request is SetSettings or SetSettingsWait or SetSettingsFlush
        or SetSettings2 or SetSettings2Wait or SetSettings2Flush or SendBreak or SendBreakPosix or Flush or FlowControl or SetForeground;

    private static long Set(Terminal terminal, ulong argument, AddressSpace memory, bool flushes)
    {
        if (memory.Read(argument, out TerminalSettings settings) != Errno.None) return Errno.EFAULT.ToResult();
        if (flushes) terminal.FlushInput();
        terminal.Settings = settings;
        return 0;
    }

    private static long FlushQueues(Terminal terminal, ulong which)
    {
        const ulong Output = 1, Both = 2;
        if (which > Both) return Errno.EINVAL.ToResult();
        // Output is never queued: there is nothing of it to forget.
        if (which != Output) terminal.FlushInput();
        return 0;
    }

    private static long SetFlow(Terminal terminal, ulong action)
    {
        const ulong StopOutput = 0, StartOutput = 1, StartInput = 3;
        if (action > StartInput) return Errno.EINVAL.ToResult();
        if (action is StopOutput or StartOutput) terminal.StopOutput(action == StopOutput);
        return 0;
    }

    private static long ControlJobs(Terminal terminal, uint request, ulong argument, AddressSpace memory, ProcessThread caller)
    {
        Process process = caller.Process;
        switch (request)
        {
            case GetForeground:
                if (process.Session.Terminal != terminal) return Errno.ENOTTY.ToResult();
                return memory.Write(argument, terminal.Foreground?.Id ?? 0).ToResult();
            case SetForeground:
                return ChangeForeground(terminal, argument, memory, process);
            case GetSession:
                if (process.Session.Terminal != terminal) return Errno.ENOTTY.ToResult();
                return memory.Write(argument, process.Session.Id).ToResult();
            case SetControlling:
                return Acquire(terminal, process, argument == 1);
            case GiveUp:
                if (process.Session.Terminal != terminal) return Errno.ENOTTY.ToResult();
                // Only the leader's giving up is the session's.
                if (process.Session.Id == process.Id) terminal.HangUp(process.Session);
                return 0;
            default:
                return ScreenControl.Control(terminal, request, argument, memory, caller);
        }
    }

    private static long ChangeForeground(Terminal terminal, ulong argument, AddressSpace memory, Process process)
    {
        if (memory.Read(argument, out int id) != Errno.None) return Errno.EFAULT.ToResult();
        if (process.Session.Terminal != terminal) return Errno.ENOTTY.ToResult();
        if (id < 0) return Errno.EINVAL.ToResult();
        if (process.Kernel.Processes.FindGroup(id) is not { } group) return Errno.ESRCH.ToResult();
        if (group.Session != process.Session) return Errno.EPERM.ToResult();
        terminal.Foreground = group;
        return 0;
    }

    private static long Acquire(Terminal terminal, Process process, bool mayTake)
    {
        Session session = process.Session;
        if (session.Terminal == terminal) return 0;
        if (session.Id != process.Id || session.Terminal is not null) return Errno.EPERM.ToResult();
        if (terminal.Session is { } other)
        {
            if (!mayTake || !process.Credentials.IsPrivileged) return Errno.EPERM.ToResult();
            other.Terminal = null;
        }
        terminal.Attach(session, process.Group);
        return 0;
    }
}
