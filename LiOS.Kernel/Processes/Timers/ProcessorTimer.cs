using System;
using LiOS.Kernel.Signals;

namespace LiOS.Kernel.Processes.Timers;

/// <summary>
/// What happens when a process has used a certain time of the processor: ITIMER_VIRTUAL, ITIMER_PROF and RLIMIT_CPU. There is one
/// processor, so that none of it can come sooner than the time that is still missing: the clock looks again then.
/// </summary>
internal sealed class ProcessorTimer
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>A process that sleeps is looked at no more often than this, in nanoseconds.</summary>
    private const long ShortestWait = 4_000_000;

    private readonly Process _process;
    private readonly Alarm _alarm;
    private Countdown _virtual, _profile;

    /// <summary>Makes the timers of a process; none is set.</summary>
    public ProcessorTimer(Process process)
    {
        _process = process;
        _alarm = new Alarm(Look);
    }

    /// <summary>What is left of ITIMER_VIRTUAL or ITIMER_PROF, and its interval, in nanoseconds; 0 when it is not set.</summary>
    public (long Left, long Interval) Get(bool isProfile)
    {
        Countdown timer = isProfile ? _profile : _virtual;
        return timer.End == 0 ? default : (Math.Max(1, timer.End - Used(isProfile)), timer.Interval);
    }

    /// <summary>Sets ITIMER_VIRTUAL or ITIMER_PROF.</summary>
    /// <param name="isProfile">ITIMER_PROF: time in the kernel counts, too.</param>
    /// <param name="value">Nanoseconds until the signal; 0 stops it.</param>
    /// <param name="interval">Nanoseconds from one signal to the next; 0 for one alone.</param>
    public void Set(bool isProfile, long value, long interval)
    {
        long used = Used(isProfile);
        Countdown timer = new(value == 0 ? 0 : value > long.MaxValue - used ? long.MaxValue : used + value, interval);
        if (isProfile) _profile = timer;
        else _virtual = timer;
        Look();
    }

    /// <summary>Looks what is due, and when to look again. To be called when the limit has changed.</summary>
    public void Look()
    {
        if (_process.IsZombie || _process.IsEnding) return;
        long wait = Math.Min(Advance(ref _virtual, false, Signal.VirtualAlarm), Advance(ref _profile, true, Signal.Profile));
        wait = Math.Min(wait, CheckLimit());
        long now = _process.Kernel.Machine.MonotonicNanoseconds;
        _process.Kernel.Alarms.Set(_alarm, wait == long.MaxValue ? 0 : now + Math.Clamp(wait, ShortestWait, long.MaxValue - now));
    }

    /// <summary>Stops all of them: the process has ended.</summary>
    public void Stop() => _process.Kernel.Alarms.Set(_alarm, 0);

    private long Used(bool isProfile) => isProfile ? _process.CpuTime.Total : _process.CpuTime.User;

    private long Advance(ref Countdown timer, bool isProfile, int signal)
    {
        if (timer.End == 0) return long.MaxValue;
        long used = Used(isProfile);
        if (used >= timer.End)
        {
            Send(signal);
            // Periods missed meanwhile are one signal.
            long end = timer.End;
            if (timer.Interval == 0) end = 0;
            else Periods.Pass(ref end, timer.Interval, used);
            timer = timer with { End = end };
        }
        return timer.End == 0 ? long.MaxValue : timer.End - used;
    }

    /// <summary>RLIMIT_CPU: SIGXCPU at the soft limit and each second after it, SIGKILL at the hard one (getrlimit(2)).</summary>
    private long CheckLimit()
    {
        ref ResourceLimit limit = ref _process.Limits[ResourceLimits.Cpu];
        if (limit.Soft == ResourceLimits.Infinity) return long.MaxValue;
        long used = _process.CpuTime.Total;
        ulong seconds = (ulong)(used / NanosecondsPerSecond);
        if (seconds >= limit.Hard)
        {
            _process.BeginExit(ExitStatus.Killed(Signal.Kill));
            return long.MaxValue;
        }
        if (seconds >= limit.Soft)
        {
            Send(Signal.CpuLimit);
            // As on Linux, the limit itself moves on.
            limit = limit with { Soft = seconds + 1 };
        }
        return limit.Soft >= long.MaxValue / NanosecondsPerSecond ? long.MaxValue : ((long)limit.Soft * NanosecondsPerSecond) - used;
    }

    private void Send(int signal) => SignalDelivery.Send(_process, new SignalInfo { Number = signal, Code = SignalInfo.FromKernel });

    /// <summary>One timer: the processor time at which it ends, 0 for never, and its interval.</summary>
    private readonly record struct Countdown(long End, long Interval);
}
