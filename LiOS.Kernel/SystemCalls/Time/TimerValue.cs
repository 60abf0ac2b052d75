using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Time;

/// <summary>struct itimerspec of timer_settime(2) and timerfd_settime(2): two timespecs, the interval first.</summary>
/// <param name="Interval">Nanoseconds from one expiration to the next; 0 for none.</param>
/// <param name="Time">Nanoseconds to the next expiration, or its time; 0 when it is not armed.</param>
internal readonly record struct TimerValue(long Interval, long Time)
{
    private const ulong TimeOffset = 16;

    /// <summary>Reads one out of a program's memory.</summary>
    /// <returns>None; EFAULT; EINVAL (a time that is negative, or has a fraction of a second or more).</returns>
    public static Errno Read(ProcessThread caller, ulong address, out TimerValue value)
    {
        value = default;
        if (caller.Space.Read(address, out TimeValue every) != Errno.None || caller.Space.Read(address + TimeOffset, out TimeValue first) != Errno.None) return Errno.EFAULT;
        if (!every.TryGetNanoseconds(out long interval) || !first.TryGetNanoseconds(out long time)) return Errno.EINVAL;
        value = new(interval, time);
        return Errno.None;
    }

    /// <summary>Writes it into a program's memory.</summary>
    /// <returns>None; EFAULT.</returns>
    public Errno Write(ProcessThread caller, ulong address)
    {
        Errno error = caller.Space.Write(address, TimeValue.FromNanoseconds(Interval));
        return error == Errno.None ? caller.Space.Write(address + TimeOffset, TimeValue.FromNanoseconds(Time)) : error;
    }

    /// <summary>The next expiration by the monotonic clock, or null when it is not armed.</summary>
    /// <param name="machine">Whose clocks count.</param>
    /// <param name="isAbsolute">Whether <see cref="Time"/> is a time of the timer's clock (TIMER_ABSTIME).</param>
    /// <param name="isRealTime">Whether that clock is CLOCK_REALTIME.</param>
    public long? GetDeadline(IMachine machine, bool isAbsolute, bool isRealTime)
    {
        long now = machine.MonotonicNanoseconds;
        if (Time == 0) return null;
        if (!isAbsolute) return Time > long.MaxValue - now ? long.MaxValue : now + Time;
        return isRealTime ? Time - (machine.RealTimeNanoseconds - now) : Time;
    }
}
