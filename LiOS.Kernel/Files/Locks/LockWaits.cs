using System.Collections.Generic;

namespace LiOS.Kernel.Files.Locks;

/// <summary>Who waits for whose record lock, to refuse a wait that could never end (EDEADLK, fcntl(2)). Guarded by the kernel lock.</summary>
internal sealed class LockWaits
{
    private readonly List<(object Waiter, object Holder)> _waits = [];

    /// <summary>Notes that an owner begins to wait for another.</summary>
    /// <returns>False, and nothing is noted, when the holder itself waits for the waiter, over however many others.</returns>
    public bool TryBegin(object waiter, object holder)
    {
        List<object> reached = [holder];
        for (int i = 0; i < reached.Count; i++)
        {
            if (reached[i] == waiter) return false;
            foreach ((object Waiter, object Holder) wait in _waits)
                if (wait.Waiter == reached[i] && !reached.Contains(wait.Holder)) reached.Add(wait.Holder);
        }
        _waits.Add((waiter, holder));
        return true;
    }

    /// <summary>Takes back what <see cref="TryBegin"/> noted.</summary>
    public void End(object waiter, object holder) => _waits.Remove((waiter, holder));
}
