using System;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Processes.Timers;
using LiOS.Machine;

namespace LiOS.Kernel.Processes;

/// <summary>How many threads wanted the processor on average over the last 1, 5 and 15 minutes (getloadavg(3)). Guarded by the kernel lock.</summary>
internal sealed class LoadAverage
{
    private const long Interval = 5_000_000_000;
    private const double NanosecondsPerMinute = 6e10;
    private static readonly int[] s_minutes = [1, 5, 15];

    private readonly double[] _averages = new double[s_minutes.Length];
    private readonly IMachine _machine;
    private readonly AlarmClock _alarms;
    private readonly ProcessTable _processes;
    private readonly Alarm _next;

    /// <summary>Begins to look every five seconds.</summary>
    public LoadAverage(IMachine machine, AlarmClock alarms, ProcessTable processes)
    {
        _machine = machine;
        _alarms = alarms;
        _processes = processes;
        _next = new Alarm(Sample);
        SetNext();
    }

    /// <summary>The averages, the shortest first.</summary>
    public ReadOnlySpan<double> Averages => _averages;

    /// <summary>Threads that run or could run now.</summary>
    public int Running
    {
        get
        {
            int running = 0;
            foreach (Process process in _processes.Processes)
            {
                if (process.IsStopped) continue;
                foreach (ProcessThread thread in process.Threads)
                    if (!thread.IsSleeping) running++;
            }
            return running;
        }
    }

    // An exponentially weighted average: what is as old as the period counts 1/e.
    private void Sample()
    {
        int running = Running;
        for (int i = 0; i < s_minutes.Length; i++)
        {
            double weight = Math.Exp(-Interval / (s_minutes[i] * NanosecondsPerMinute));
            _averages[i] = (_averages[i] * weight) + (running * (1 - weight));
        }
        SetNext();
    }

    private void SetNext() => _alarms.Set(_next, _machine.MonotonicNanoseconds + Interval);
}
