using System;
using LiOS.Kernel.Elf;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Processes.Timers;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Time;

/// <summary>Clocks, sleeping and alarms.</summary>
internal static class TimeCalls
{
    private const long NanosecondsPerSecond = 1_000_000_000, NanosecondsPerMillisecond = 1_000_000;
    private const int RealTimer = 0, ProfileTimer = 2;
    private const int RealTime = 0, Monotonic = 1, ProcessCpu = 2, ThreadCpu = 3, MonotonicRaw = 4, RealTimeCoarse = 5, MonotonicCoarse = 6, BootTime = 7, Tai = 11;

    /// <summary>clock_gettime(2).</summary>
    public static long GetClock(ProcessThread caller, Arguments a) => TryReadClock(caller, a.I0, out long now)
        ? caller.Space.Write(a.A1, TimeValue.FromNanoseconds(now)).ToResult()
        : Errno.EINVAL.ToResult();

    /// <summary>clock_getres(2).</summary>
    public static long GetResolution(ProcessThread caller, Arguments a)
    {
        if (!TryReadClock(caller, a.I0, out _)) return Errno.EINVAL.ToResult();
        long resolution = a.I0 is RealTimeCoarse or MonotonicCoarse ? NanosecondsPerMillisecond : 1;
        return a.A1 == 0 ? 0 : caller.Space.Write(a.A1, TimeValue.FromNanoseconds(resolution)).ToResult();
    }

    /// <summary>clock_settime(2) and settimeofday(2): the clock is the machine's and nobody's to set.</summary>
    public static long SetClock(ProcessThread caller, Arguments a) => Errno.EPERM.ToResult();

    /// <summary>gettimeofday(2).</summary>
    public static long GetTimeOfDay(ProcessThread caller, Arguments a)
    {
        Errno error = a.A0 == 0 ? Errno.None : caller.Space.Write(a.A0, TimeValue.InMicroseconds(caller.Kernel.Machine.RealTimeNanoseconds));
        // The time zone has been nobody's business for decades: UTC.
        if (error == Errno.None && a.A1 != 0) error = caller.Space.Write(a.A1, 0L);
        return error.ToResult();
    }

    /// <summary>time(2).</summary>
    public static long GetSeconds(ProcessThread caller, Arguments a)
    {
        long seconds = caller.Kernel.Machine.RealTimeNanoseconds / NanosecondsPerSecond;
        return a.A0 == 0 || caller.Space.Write(a.A0, seconds) == Errno.None ? seconds : Errno.EFAULT.ToResult();
    }

    /// <summary>nanosleep(2).</summary>
    public static long Sleep(ProcessThread caller, Arguments a) => Sleep(caller, Monotonic, false, a.A0, a.A1);

    /// <summary>clock_nanosleep(2).</summary>
    public static long SleepByClock(ProcessThread caller, Arguments a)
    {
        const int Absolute = 1;
        if (a.I0 is ProcessCpu or MonotonicRaw or RealTimeCoarse or MonotonicCoarse) return Errno.EOPNOTSUPP.ToResult();
        if (a.I0 is not (RealTime or Monotonic or BootTime or Tai)) return Errno.EINVAL.ToResult();
        return Sleep(caller, a.I0, (a.I1 & Absolute) != 0, a.A2, a.A3);
    }

    /// <summary>times(2), in clock ticks.</summary>
    public static long GetTimes(ProcessThread caller, Arguments a)
    {
        if (a.A0 != 0)
        {
            Process process = caller.Process;
            Errno error = caller.Space.Write(a.A0, ToTicks(process.CpuTime));
            if (error == Errno.None) error = caller.Space.Write(a.A0 + 16, ToTicks(process.ChildrenCpuTime));
            if (error != Errno.None) return error.ToResult();
        }
        return ToTicks(caller.Kernel.Machine.MonotonicNanoseconds);
    }

    /// <summary>alarm(2).</summary>
    public static long Alarm(ProcessThread caller, Arguments a)
    {
        (long left, _) = Remaining(caller, RealTimer);
        long seconds = (uint)a.A0;
        SetAlarm(caller, seconds * NanosecondsPerSecond, 0);
        // Never 0 while an alarm was set.
        return left == 0 ? 0 : Math.Max(1, (left + (NanosecondsPerSecond / 2)) / NanosecondsPerSecond);
    }

    /// <summary>getitimer(2).</summary>
    public static long GetTimer(ProcessThread caller, Arguments a)
    {
        if ((uint)a.I0 > ProfileTimer) return Errno.EINVAL.ToResult();
        (long left, long interval) = Remaining(caller, a.I0);
        return WriteTimer(caller, a.A1, left, interval).ToResult();
    }

    /// <summary>setitimer(2).</summary>
    public static long SetTimer(ProcessThread caller, Arguments a)
    {
        if ((uint)a.I0 > ProfileTimer) return Errno.EINVAL.ToResult();
        long value = 0, interval = 0;
        if (a.A1 != 0)
        {
            if (caller.Space.Read(a.A1, out TimeValue every) != Errno.None || caller.Space.Read(a.A1 + 16, out TimeValue first) != Errno.None) return Errno.EFAULT.ToResult();
            if (!every.TryGetFromMicroseconds(out interval) || !first.TryGetFromMicroseconds(out value)) return Errno.EINVAL.ToResult();
        }
        (long left, long oldInterval) = Remaining(caller, a.I0);
        if (a.I0 == RealTimer) SetAlarm(caller, value, interval);
        else caller.Process.ProcessorTimer.Set(a.I0 == ProfileTimer, value, interval);
        return a.A2 != 0 ? WriteTimer(caller, a.A2, left, oldInterval).ToResult() : 0;
    }

    /// <summary>Processor time as clock ticks.</summary>
    public static (long User, long System) ToTicks(ProcessorTime time) => (ToTicks(time.User), ToTicks(time.System));

    /// <summary>Nanoseconds as clock ticks.</summary>
    public static long ToTicks(long nanoseconds) => nanoseconds / (NanosecondsPerSecond / (long)InitialStack.TicksPerSecond);

    private static long Sleep(ProcessThread caller, int clock, bool isAbsolute, ulong request, ulong remaining)
    {
        if (caller.Space.Read(request, out TimeValue value) != Errno.None) return Errno.EFAULT.ToResult();
        if (!value.TryGetNanoseconds(out long time)) return Errno.EINVAL.ToResult();
        if (isAbsolute)
        {
            TryReadClock(caller, clock, out long now);
            time = Math.Max(0, time - now);
        }
        long deadline = caller.DeadlineAfter(time);
        WakeReason reason;
        do reason = caller.Sleep(null, deadline);
        while (reason == WakeReason.Woken);
        if (reason == WakeReason.TimedOut) return 0;
        long left = Math.Max(0, deadline - caller.Kernel.Machine.MonotonicNanoseconds);
        if (!isAbsolute && remaining != 0 && caller.Space.Write(remaining, TimeValue.FromNanoseconds(left)) != Errno.None) return Errno.EFAULT.ToResult();
        return SystemCallResult.RestartIfNoHandler;
    }

    private static bool TryReadClock(ProcessThread caller, int clock, out long now)
    {
        IMachine machine = caller.Kernel.Machine;
        now = clock switch
        {
            RealTime or RealTimeCoarse or Tai => machine.RealTimeNanoseconds,
            Monotonic or MonotonicRaw or MonotonicCoarse or BootTime => machine.MonotonicNanoseconds,
            ProcessCpu => caller.Process.CpuTime.Total,
            ThreadCpu => caller.CpuTime.Total,
            _ => -1,
        };
        return now >= 0;
    }

    private static (long Left, long Interval) Remaining(ProcessThread caller, int timer)
    {
        if (timer != RealTimer) return caller.Process.ProcessorTimer.Get(timer == ProfileTimer);
        return caller.Process.RealTimer.GetState();
    }

    private static void SetAlarm(ProcessThread caller, long value, long interval)
    {
        long now = caller.Kernel.Machine.MonotonicNanoseconds;
        long deadline = value > long.MaxValue - now ? long.MaxValue : now + value;
        caller.Process.RealTimer.Set(value == 0 ? null : deadline, interval);
    }

    private static Errno WriteTimer(ProcessThread caller, ulong address, long left, long interval)
    {
        const long Shortest = 1000;
        Errno error = caller.Space.Write(address, TimeValue.InMicroseconds(interval));
        // A timer that is set is never told as 0, which would mean that it is not.
        return error == Errno.None ? caller.Space.Write(address + 16, TimeValue.InMicroseconds(left == 0 ? 0 : Math.Max(left, Shortest))) : error;
    }
}
