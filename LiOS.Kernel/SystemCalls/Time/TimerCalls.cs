using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Processes.Timers;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Time;

/// <summary>Timers that send signals: timer_create(2) and its kin.</summary>
internal static class TimerCalls
{
    /// <summary>timer_create(2). Processor time has no timers.</summary>
    public static long Make(ProcessThread caller, Arguments a)
    {
        const int RealTime = 0, Monotonic = 1, LastCoarse = 6, BootTime = 7, RealTimeAlarm = 8, BootTimeAlarm = 9, Tai = 11;
        if (a.I0 is > Monotonic and <= LastCoarse) return Errno.EOPNOTSUPP.ToResult();
        if (a.I0 is not (RealTime or Monotonic or BootTime or RealTimeAlarm or BootTimeAlarm or Tai)) return Errno.EINVAL.ToResult();
        // Only the superuser's timers may wake a machine that sleeps; this one never does.
        if (a.I0 is RealTimeAlarm or BootTimeAlarm && !caller.Process.Credentials.IsPrivileged) return Errno.EPERM.ToResult();

        PosixTimers timers = caller.Process.Timers;
        int number = timers.FindNumber();
        int signal = Signal.Alarm, threadId = 0;
        ulong value = (uint)number;
        Errno error = a.A1 == 0 ? Errno.None : ReadEvent(caller, a.A1, out signal, out value, out threadId);
        if (error != Errno.None) return error.ToResult();
        if (number < 0) return Errno.EAGAIN.ToResult();
        if (caller.Space.Write(a.A2, number) != Errno.None) return Errno.EFAULT.ToResult();
        SignalInfo info = new() { Number = signal, Code = SignalInfo.Timer, ProcessId = number, Value = value };
        timers.Add(number, new SignalTimer(caller.Process, info, threadId) { IsRealTime = a.I0 is RealTime or RealTimeAlarm or Tai });
        return 0;
    }

    /// <summary>timer_settime(2).</summary>
    public static long Set(ProcessThread caller, Arguments a)
    {
        const int Absolute = 1;
        if (a.A2 == 0) return Errno.EINVAL.ToResult();
        Errno error = TimerValue.Read(caller, a.A2, out TimerValue wanted);
        if (error != Errno.None) return error.ToResult();
        if (caller.Process.Timers.Find(a.I0) is not { } timer) return Errno.EINVAL.ToResult();
        (long left, long oldInterval) = timer.GetState();
        timer.Set(wanted.GetDeadline(caller.Kernel.Machine, (a.I1 & Absolute) != 0, timer.IsRealTime), wanted.Interval);
        return a.A3 == 0 ? 0 : new TimerValue(oldInterval, left).Write(caller, a.A3).ToResult();
    }

    /// <summary>timer_gettime(2).</summary>
    public static long Get(ProcessThread caller, Arguments a)
    {
        if (caller.Process.Timers.Find(a.I0) is not { } timer) return Errno.EINVAL.ToResult();
        (long left, long interval) = timer.GetState();
        return new TimerValue(interval, left).Write(caller, a.A1).ToResult();
    }

    /// <summary>timer_getoverrun(2).</summary>
    public static long GetOverrun(ProcessThread caller, Arguments a) => caller.Process.Timers.Find(a.I0) is { } timer ? timer.Overruns : Errno.EINVAL.ToResult();

    /// <summary>timer_delete(2).</summary>
    public static long Delete(ProcessThread caller, Arguments a) => caller.Process.Timers.Remove(a.I0) ? 0 : Errno.EINVAL.ToResult();

    // struct sigevent of sigevent(7): the value, the signal, how to notify, and the thread.
    private static Errno ReadEvent(ProcessThread caller, ulong address, out int signal, out ulong value, out int threadId)
    {
        const int ToProcess = 0, None = 1, ByThread = 2, ToThread = 4;
        threadId = 0;
        signal = 0;
        int how = 0;
        Errno error = caller.Space.Read(address, out value);
        if (error == Errno.None) error = caller.Space.Read(address + 8, out signal);
        if (error == Errno.None) error = caller.Space.Read(address + 12, out how);
        if (error == Errno.None) error = caller.Space.Read(address + 16, out threadId);
        if (error != Errno.None) return error;
        if (how == None)
        {
            signal = threadId = 0;
            return Errno.None;
        }
        // SIGEV_THREAD is the C library's: to the kernel it is a signal.
        if (how is not (ToProcess or ByThread or ToThread) || signal is <= 0 or > Signal.Last) return Errno.EINVAL;
        if (how != ToThread) threadId = 0;
        else if (threadId <= 0 || caller.Kernel.Processes.FindThread(threadId)?.Process != caller.Process) return Errno.EINVAL;
        return Errno.None;
    }
}
