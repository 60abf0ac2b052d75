using System;
using System.Collections.Generic;
using System.Threading;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Timers;

/// <summary>Fires alarms, from a kernel thread of its own that starts with the first one.</summary>
internal sealed class AlarmClock(IMachine machine, KernelLock kernelLock)
{
    private readonly List<Alarm> _alarms = [];
    private readonly AutoResetEvent _changed = new(false);
    private bool _isRunning;

    /// <summary>Sets or stops an alarm.</summary>
    /// <param name="alarm">The alarm.</param>
    /// <param name="deadline">When it fires, in monotonic nanoseconds; 0 stops it.</param>
    /// <param name="interval">Nanoseconds after which it fires again; 0 for once.</param>
    public void Set(Alarm alarm, long deadline, long interval)
    {
        if (alarm.Deadline != 0) _alarms.Remove(alarm);
        alarm.Deadline = deadline;
        alarm.Interval = interval;
        if (deadline == 0) return;
        _alarms.Add(alarm);
        if (!_isRunning)
        {
            _isRunning = true;
            new Thread(Run, ThreadPark.StackSize) { IsBackground = true, Name = "alarms" }.Start();
        }
        _changed.Set();
    }

    private void Run()
    {
        while (true)
        {
            kernelLock.Enter();
            long next = FireDue();
            kernelLock.Exit();
            if (next == long.MaxValue) _changed.WaitOne();
            else machine.WaitUntil(_changed, next);
        }
    }

    private long FireDue()
    {
        long now = machine.MonotonicNanoseconds, next = long.MaxValue;
        for (int i = _alarms.Count - 1; i >= 0; i--)
        {
            Alarm alarm = _alarms[i];
            if (alarm.Deadline <= now)
            {
                if (alarm.Interval == 0) _alarms.RemoveAt(i);
                // Periods missed meanwhile are one: a standard signal does not queue.
                alarm.Deadline = alarm.Interval == 0 ? 0 : alarm.Deadline + ((((now - alarm.Deadline) / alarm.Interval) + 1) * alarm.Interval);
                alarm.Fire();
            }
            if (alarm.Deadline != 0) next = Math.Min(next, alarm.Deadline);
        }
        return next;
    }
}
