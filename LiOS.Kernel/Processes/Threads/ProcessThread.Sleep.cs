using System;
using System.Threading;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Threads;

/// <summary>How a thread sleeps.</summary>
internal sealed partial class ProcessThread : IWaiter
{
    /// <summary>A deadline that never comes.</summary>
    public const long Forever = long.MaxValue;

    private AutoResetEvent _woken = null!;
    private SleepKind _sleep;
    private long _restartDeadline;

    private enum SleepKind
    {
        None,
        Interruptible,
        Uninterruptible,
    }

    /// <summary>Whether the thread sleeps now.</summary>
    public bool IsSleeping => _sleep != SleepKind.None;

    /// <summary>Gives it the event that its .NET thread sleeps on, before it runs.</summary>
    public void SleepOn(AutoResetEvent woken) => _woken = woken;

    /// <summary>Its processor time so far.</summary>
    public ProcessorTime CpuTime => Context.Time;

    /// <summary>
    /// Sleeps until someone wakes the thread through a queue, a deadline passes or a signal comes. The kernel lock is given
    /// back meanwhile, so everything looked at before may have changed.
    /// </summary>
    /// <param name="queue">The queue to wait on; null when the caller has put the thread on queues itself.</param>
    /// <param name="deadline">Monotonic nanoseconds, or <see cref="Forever"/>.</param>
    /// <param name="isInterruptible">Whether signals end the sleep; the end of the process always does.</param>
    public WakeReason Sleep(WaitQueue? queue, long deadline = Forever, bool isInterruptible = true)
    {
        if (isInterruptible ? MustAttend : IsEnding) return WakeReason.Signal;
        long now = Kernel.Machine.MonotonicNanoseconds;
        if (deadline <= now) return WakeReason.TimedOut;
        queue?.Add(this);
        _sleep = isInterruptible ? SleepKind.Interruptible : SleepKind.Uninterruptible;
        Kernel.Lock.Exit();
        if (deadline == Forever) _woken.WaitOne();
        else Kernel.Machine.WaitUntil(_woken, deadline);
        Kernel.Lock.Enter();
        queue?.Remove(this);
        bool timedOut = _sleep != SleepKind.None;
        _sleep = SleepKind.None;
        // A waking that came between the timeout and the lock has left the event set.
        if (!timedOut && deadline != Forever) _woken.Reset();
        // What the caller waits for may have come together with a signal, and counts more: the next sleep would end at once.
        if (!timedOut || Kernel.Machine.MonotonicNanoseconds < deadline) return WakeReason.Woken;
        return (isInterruptible ? MustAttend : IsEnding) ? WakeReason.Signal : WakeReason.TimedOut;
    }

    /// <summary>Sleeps until somebody wakes the thread through a queue, be it at its end; the caller looks again each time.</summary>
    public void SleepForTracer(WaitQueue queue)
    {
        queue.Add(this);
        _sleep = SleepKind.Uninterruptible;
        Kernel.Lock.Exit();
        _woken.WaitOne();
        Kernel.Lock.Enter();
        queue.Remove(this);
        _sleep = SleepKind.None;
    }

    /// <summary>
    /// Lets others have the kernel lock in the middle of work that may take long. Everything looked at before may have changed.
    /// </summary>
    /// <returns>False when the thread is to end: the work need not be finished.</returns>
    public bool GiveWay()
    {
        Kernel.Lock.Exit();
        Thread.Yield();
        Kernel.Lock.Enter();
        return !IsEnding;
    }

    /// <inheritdoc/>
    void IWaiter.Wake(PollEvents changed) => Wake();

    /// <summary>Ends the thread's sleep, if it sleeps.</summary>
    public void Wake()
    {
        if (_sleep == SleepKind.None) return;
        _sleep = SleepKind.None;
        _woken.Set();
    }

    /// <summary>
    /// The deadline of a relative timeout. A call that is restarted after a stop goes on with the deadline it had at first.
    /// </summary>
    /// <param name="nanoseconds">The timeout, or <see cref="Forever"/>.</param>
    public long DeadlineAfter(long nanoseconds)
    {
        long deadline = _restartDeadline;
        _restartDeadline = 0;
        if (deadline == 0)
        {
            long now = Kernel.Machine.MonotonicNanoseconds;
            deadline = nanoseconds >= Forever - now ? Forever : now + Math.Max(nanoseconds, 0);
        }
        _lastDeadline = deadline;
        return deadline;
    }

    /// <summary>A system call is over that is not made again: its deadline is nobody's any more.</summary>
    public void ForgetDeadline() => _lastDeadline = _restartDeadline = 0;
}
