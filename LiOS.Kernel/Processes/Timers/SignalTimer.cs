using System;
using LiOS.Kernel.Signals;

namespace LiOS.Kernel.Processes.Timers;

/// <summary>
/// A timer that sends a signal: one of timer_create(2), or ITIMER_REAL. Once its signal waits it rests until that is taken, and the
/// periods that passed meanwhile are counted then: however short a period is, it costs one signal at a time.
/// </summary>
internal sealed class SignalTimer : ISignalSource
{
    // A signal that is ignored is taken at once: the next one comes no sooner than after this many nanoseconds.
    private const long ShortestIgnored = 10_000_000;

    private readonly Process _process;
    private readonly Alarm _alarm;
    private readonly SignalInfo _info;
    private readonly int _threadId;
    private bool _isArmed;
    private bool _isQueued;
    private long _deadline;
    private long _interval;

    /// <summary>Makes a timer that is not armed.</summary>
    /// <param name="process">Whose it is.</param>
    /// <param name="info">The signal; number 0 for none (SIGEV_NONE).</param>
    /// <param name="threadId">The thread that gets the signal; 0 for any of the process.</param>
    public SignalTimer(Process process, in SignalInfo info, int threadId = 0)
    {
        _process = process;
        _threadId = threadId;
        _alarm = new Alarm(Fire);
        _info = info with { Source = this };
    }

    /// <summary>Whether absolute times are those of CLOCK_REALTIME.</summary>
    public bool IsRealTime { get; init; }

    /// <summary>Expirations after the one that the signal taken last was sent for (timer_getoverrun(2)).</summary>
    public int Overruns { get; private set; }

    private long Now => _process.Kernel.Machine.MonotonicNanoseconds;

    /// <summary>Arms the timer anew.</summary>
    /// <param name="deadline">Monotonic nanoseconds of the first expiration, in the past too; null disarms it.</param>
    /// <param name="interval">Nanoseconds from one expiration to the next; 0 for one alone.</param>
    public void Set(long? deadline, long interval)
    {
        _isArmed = deadline is not null;
        _deadline = deadline ?? 0;
        _interval = deadline is null ? 0 : interval;
        Overruns = 0;
        SetAlarm();
    }

    /// <summary>Nanoseconds until the next expiration (0 when there is none), and from one to the next.</summary>
    public (long Left, long Interval) GetState()
    {
        if (!_isArmed) return (0, _interval);
        long left = _deadline - Now;
        if (left > 0) return (left, _interval);
        if (_interval > 0) return (_interval - (unchecked((long)((ulong)-left % (ulong)_interval))), _interval);
        return (_info.Number == 0 ? 0 : 1, 0);
    }

    /// <inheritdoc/>
    void ISignalSource.Queued() => _isQueued = true;

    /// <inheritdoc/>
    int ISignalSource.Taken()
    {
        _isQueued = false;
        Overruns = 0;
        if (!_isArmed) return 0;
        long now = Now;
        if (_interval > 0 && _deadline <= now) Overruns = (int)Math.Min(int.MaxValue, Advance(now));
        SetAlarm();
        return Overruns;
    }

    private void Fire()
    {
        // What expires while the signal waits is counted when it is taken.
        if (_isQueued) return;
        if (_interval == 0) _isArmed = false;
        if (_threadId == 0) SignalDelivery.Send(_process, _info);
        else if (_process.Kernel.Processes.FindThread(_threadId) is { } thread && thread.Process == _process) SignalDelivery.Send(thread, _info);
        if (_isQueued || !_isArmed) return;

        // It was ignored, or there was no room for it.
        long now = Now;
        Advance(now);
        if (_deadline < now + ShortestIgnored) Advance(now + ShortestIgnored);
        SetAlarm();
    }

    /// <summary>Moves the deadline behind a time.</summary>
    /// <returns>Periods passed over, the one that began at the old deadline not among them.</returns>
    private ulong Advance(long now) => _deadline > now ? 0 : Periods.Pass(ref _deadline, _interval, now);

    private void SetAlarm() => _process.Kernel.Alarms.Set(_alarm, _isArmed && _info.Number != 0 ? Math.Max(1, _deadline) : 0);
}
