using System.Collections.Generic;
using System.Threading;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Timers;

/// <summary>Fires alarms, from a kernel thread of its own that starts with the first one.</summary>
internal sealed class AlarmClock(IMachine machine, KernelLock kernelLock)
{
    // Programs may have many: setting one costs the logarithm of their number.
    private readonly SortedSet<Alarm> _alarms = [];
    private readonly AutoResetEvent _changed = new(false);
    private bool _isRunning;

    /// <summary>Sets or stops an alarm. It fires once.</summary>
    /// <param name="alarm">The alarm.</param>
    /// <param name="deadline">When it fires, in monotonic nanoseconds; 0 stops it.</param>
    public void Set(Alarm alarm, long deadline)
    {
        if (alarm.Deadline != 0) _alarms.Remove(alarm);
        alarm.Deadline = deadline;
        if (deadline == 0) return;
        _alarms.Add(alarm);
        if (!_isRunning)
        {
            _isRunning = true;
            new Thread(Run, ThreadPark.StackSize) { IsBackground = true, Name = "alarms" }.Start();
        }
        if (_alarms.Min == alarm) _changed.Set();
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
        long now = machine.MonotonicNanoseconds;
        while (_alarms.Min is { } first)
        {
            if (first.Deadline > now) return first.Deadline;
            Set(first, 0);
            first.Fire();
        }
        return long.MaxValue;
    }
}
