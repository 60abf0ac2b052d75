using LiOS.Kernel.Log;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls;

/// <summary>syslog(2): reading the log, and what of it the console shows.</summary>
internal static class LogCalls
{
    private const int CloseLog = 0, OpenLog = 1, Read = 2, ReadAll = 3, ReadAndClear = 4, Clear = 5, ConsoleOff = 6, ConsoleOn = 7, ConsoleLevel = 8,
        UnreadSize = 9, BufferSize = 10;

    /// <summary>syslog(2).</summary>
    public static long Control(ProcessThread caller, Arguments a)
    {
        KernelLog log = caller.Kernel.Messages;
        if (a.I0 is not (ReadAll or BufferSize) && !caller.Process.Credentials.IsPrivileged) return Errno.EPERM.ToResult();
        if (a.I0 is Read or ReadAll or ReadAndClear && (a.A1 == 0 || a.I2 < 0)) return Errno.EINVAL.ToResult();
        switch (a.I0)
        {
            case CloseLog or OpenLog:
                return 0;
            case Read:
                return ReadUnread(caller, log, a.A1, a.I2);
            case ReadAll or ReadAndClear:
                byte[] text = log.ReadNewest(a.I2);
                if (caller.Space.CopyOut(a.A1, text) != Errno.None) return Errno.EFAULT.ToResult();
                if (a.I0 == ReadAndClear) log.Clear();
                return text.Length;
            case Clear:
                log.Clear();
                return 0;
            case ConsoleOff or ConsoleOn or ConsoleLevel:
                return SetConsole(caller.Kernel.LogModules, a.I0, a.I2);
            case UnreadSize:
                return log.UnreadLength;
            case BufferSize:
                return ILogDevice.Capacity;
            default:
                return Errno.EINVAL.ToResult();
        }
    }

    private static long ReadUnread(ProcessThread caller, KernelLog log, ulong address, int size)
    {
        if (size == 0) return 0;
        while (!log.HasUnread)
            if (caller.Sleep(log.Waiters) == WakeReason.Signal) return SystemCallResult.RestartIfRequested;
        byte[] text = log.TakeUnread(size);
        return caller.Space.CopyOut(address, text) == Errno.None ? text.Length : Errno.EFAULT.ToResult();
    }

    /// <summary>A level of n shows what is graver than n; 8 is the highest, and shows debug records too.</summary>
    private static long SetConsole(LogModules modules, int action, int level)
    {
        const int Lowest = 1, Highest = 8;
        if (action != ConsoleLevel)
        {
            modules.SwitchConsole(action == ConsoleOn);
            return 0;
        }
        if (level is < Lowest or > Highest) return Errno.EINVAL.ToResult();
        modules.SetConsoleLevel((LogLevel)(level - 1));
        return 0;
    }
}
