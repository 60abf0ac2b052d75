using System.Collections.Generic;
using System.Numerics;

namespace LiOS.Kernel.Signals;

/// <summary>
/// Signals sent but not yet delivered, of a thread or of a process. A standard signal waits once at most, and once more for each
/// timer that sent it; real-time ones queue.
/// </summary>
internal sealed class PendingSignals
{
    private const int QueueLimit = 1024;
    private readonly List<SignalInfo> _queue = [];

    /// <summary>The set of waiting signals.</summary>
    public ulong Set { get; private set; }

    /// <summary>Adds a signal; a standard one that waits already is dropped, as on Linux.</summary>
    /// <returns>False when the queue of real-time signals is full.</returns>
    public bool Add(in SignalInfo info)
    {
        if (info.Source is null && info.Number < Signal.FirstRealTime && Signal.Contains(Set, info.Number)) return true;
        if (info.Number >= Signal.FirstRealTime && _queue.Count >= QueueLimit) return false;
        _queue.Add(info);
        info.Source?.Queued();
        Set |= Signal.Set(info.Number);
        return true;
    }

    /// <summary>Takes the next signal out of a set: those caused by the program first, then by number.</summary>
    public bool Take(ulong among, out SignalInfo info)
    {
        ulong candidates = Set & among;
        info = default;
        if (candidates == 0) return false;
        ulong first = (candidates & Signal.Synchronous) != 0 ? candidates & Signal.Synchronous : candidates;
        int signal = BitOperations.TrailingZeroCount(first) + 1;
        int found = -1, count = 0;
        for (int i = 0; i < _queue.Count; i++)
        {
            if (_queue[i].Number != signal) continue;
            if (found < 0) found = i;
            count++;
        }
        info = _queue[found];
        _queue.RemoveAt(found);
        if (count == 1) Set &= ~Signal.Set(signal);
        int overruns = info.Source?.Taken() ?? 0;
        if (info.Code == SignalInfo.Timer && info.Source is not null) info = info with { UserId = (uint)overruns };
        return true;
    }

    /// <summary>Forgets every waiting signal of a set.</summary>
    public void Remove(ulong set)
    {
        if ((Set & set) == 0) return;
        Set &= ~set;
        for (int i = _queue.Count - 1; i >= 0; i--)
        {
            if (!Signal.Contains(set, _queue[i].Number)) continue;
            ISignalSource? source = _queue[i].Source;
            _queue.RemoveAt(i);
            source?.Taken();
        }
    }
}
