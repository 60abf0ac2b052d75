using System.Collections.Generic;

namespace LiOS.Kernel.Files;

/// <summary>Someone who sleeps until an event; woken once or more often than needed, so that it looks again after each waking.</summary>
public interface IWaiter
{
    /// <summary>Ends the sleep. Called with the kernel lock held; must not block.</summary>
    /// <param name="changed">What may have become ready, or be so still.</param>
    void Wake(PollEvents changed);
}

/// <summary>The waiters for changes of one object (data in a pipe, a child's end). Guarded by the kernel lock.</summary>
public sealed class WaitQueue
{
    private readonly List<IWaiter> _waiters = [];

    /// <summary>Adds a waiter; it stays until removed.</summary>
    public void Add(IWaiter waiter) => _waiters.Add(waiter);

    /// <summary>Removes a waiter that was added.</summary>
    public void Remove(IWaiter waiter) => _waiters.Remove(waiter);

    /// <summary>Wakes every waiter; each looks for itself whether its event has come.</summary>
    /// <param name="changed">
    /// What the object may have become ready for; a reader who takes bytes out of a pipe does not make it readable again,
    /// which an edge-triggered watcher must not be told (epoll(7)).
    /// </param>
    public void WakeAll(PollEvents changed = PollEvents.Any)
    {
        for (int i = 0; i < _waiters.Count; i++) _waiters[i].Wake(changed);
    }
}
