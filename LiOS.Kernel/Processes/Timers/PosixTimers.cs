using System.Collections.Generic;

namespace LiOS.Kernel.Processes.Timers;

/// <summary>The timers that a process has made (timer_create(2)). They are not inherited, and end with the program.</summary>
internal sealed class PosixTimers
{
    private const int Most = 1024;
    private readonly Dictionary<int, SignalTimer> _timers = [];

    /// <summary>The number of the next timer; -1 when there may be no more.</summary>
    public int FindNumber()
    {
        if (_timers.Count >= Most) return -1;
        int number = 0;
        while (_timers.ContainsKey(number)) number++;
        return number;
    }

    /// <summary>Adds a timer.</summary>
    public void Add(int number, SignalTimer timer) => _timers.Add(number, timer);

    /// <summary>The timer of a number, or null.</summary>
    public SignalTimer? Find(int number) => _timers.GetValueOrDefault(number);

    /// <summary>Stops a timer and forgets it.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(int number)
    {
        if (!_timers.Remove(number, out SignalTimer? timer)) return false;
        timer.Set(null, 0);
        return true;
    }

    /// <summary>Stops all timers and forgets them.</summary>
    public void Clear()
    {
        foreach (SignalTimer timer in _timers.Values) timer.Set(null, 0);
        _timers.Clear();
    }
}
