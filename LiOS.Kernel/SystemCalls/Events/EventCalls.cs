using LiOS.Kernel.Events;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Kernel.SystemCalls.Time;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Events;

/// <summary>Event counters, timers and signals that are files: eventfd(2), timerfd_create(2), signalfd(2).</summary>
internal static class EventCalls
{
    private const int FileFlags = (int)(OpenFlags.NonBlock | OpenFlags.CloseOnExec);

    /// <summary>eventfd(2), the old call without flags.</summary>
    public static long MakeCounter(ProcessThread caller, Arguments a) => MakeCounter(caller, (uint)a.A0, 0);

    /// <summary>eventfd2(2).</summary>
    public static long MakeCounterWithFlags(ProcessThread caller, Arguments a) => MakeCounter(caller, (uint)a.A0, a.I1);

    /// <summary>timerfd_create(2).</summary>
    public static long MakeTimer(ProcessThread caller, Arguments a)
    {
        const int RealTime = 0, Monotonic = 1, BootTime = 7, RealTimeAlarm = 8, BootTimeAlarm = 9;
        if ((a.I1 & ~FileFlags) != 0 || a.I0 is not (RealTime or Monotonic or BootTime or RealTimeAlarm or BootTimeAlarm)) return Errno.EINVAL.ToResult();
        // Only the superuser's timers may wake a machine that sleeps; this one never does.
        if (a.I0 is RealTimeAlarm or BootTimeAlarm && !caller.Process.Credentials.IsPrivileged) return Errno.EPERM.ToResult();
        return caller.AddFile(new TimerFile(caller.Kernel, (OpenFlags)a.I1 & OpenFlags.NonBlock, a.I0 is RealTime or RealTimeAlarm), (a.I1 & (int)OpenFlags.CloseOnExec) != 0);
    }

    /// <summary>timerfd_settime(2). The clock is never set, so that nothing is ever cancelled for it.</summary>
    public static long SetTimer(ProcessThread caller, Arguments a)
    {
        const int Absolute = 1, CancelOnSet = 2;
        Errno error = TimerValue.Read(caller, a.A2, out TimerValue wanted);
        if (error == Errno.None && (a.I1 & ~(Absolute | CancelOnSet)) != 0) error = Errno.EINVAL;
        if (error != Errno.None) return error.ToResult();
        error = FindTimer(caller, a.I0, out TimerFile? timer);
        if (error != Errno.None) return error.ToResult();
        (long left, long oldInterval) = timer!.GetState();
        timer.Set(wanted.GetDeadline(caller.Kernel.Machine, (a.I1 & Absolute) != 0, timer.IsRealTime), wanted.Interval);
        return a.A3 == 0 ? 0 : new TimerValue(oldInterval, left).Write(caller, a.A3).ToResult();
    }

    /// <summary>timerfd_gettime(2).</summary>
    public static long GetTimer(ProcessThread caller, Arguments a)
    {
        Errno error = FindTimer(caller, a.I0, out TimerFile? timer);
        if (error != Errno.None) return error.ToResult();
        (long left, long interval) = timer!.GetState();
        return new TimerValue(interval, left).Write(caller, a.A1).ToResult();
    }

    /// <summary>signalfd(2), the old call without flags.</summary>
    public static long MakeSignals(ProcessThread caller, Arguments a) => MakeSignals(caller, a, 0);

    /// <summary>signalfd4(2).</summary>
    public static long MakeSignalsWithFlags(ProcessThread caller, Arguments a) => MakeSignals(caller, a, a.I3);

    private static long MakeSignals(ProcessThread caller, Arguments a, int flags)
    {
        if (a.A2 != sizeof(ulong)) return Errno.EINVAL.ToResult();
        if (caller.Space.Read(a.A1, out ulong set) != Errno.None) return Errno.EFAULT.ToResult();
        if ((flags & ~FileFlags) != 0) return Errno.EINVAL.ToResult();
        set &= ~Signal.Unblockable;
        if (a.I0 == -1) return caller.AddFile(new SignalFile(caller.Kernel.Anonymous.MakeNode("[signalfd]"), (OpenFlags)flags & OpenFlags.NonBlock, set), (flags & (int)OpenFlags.CloseOnExec) != 0);
        if (caller.File(a.I0) is not { } file) return Errno.EBADF.ToResult();
        if (file is not SignalFile signals) return Errno.EINVAL.ToResult();
        signals.Set = set;
        // What waits may be readable now.
        caller.Process.SignalQueued.WakeAll();
        return a.I0;
    }

    private static long MakeCounter(ProcessThread caller, uint count, int flags)
    {
        const int Semaphore = 1;
        if ((flags & ~(Semaphore | FileFlags)) != 0) return Errno.EINVAL.ToResult();
        EventCounterFile file = new(caller.Kernel.Anonymous.MakeNode("[eventfd]"), (OpenFlags)flags & OpenFlags.NonBlock, count, (flags & Semaphore) != 0);
        return caller.AddFile(file, (flags & (int)OpenFlags.CloseOnExec) != 0);
    }

    private static Errno FindTimer(ProcessThread caller, int descriptor, out TimerFile? timer)
    {
        timer = caller.File(descriptor) as TimerFile;
        return timer is not null ? Errno.None : caller.File(descriptor) is null ? Errno.EBADF : Errno.EINVAL;
    }
}
