using System.Collections.Generic;
using LiOS.Kernel.Files;

namespace LiOS.Kernel.Events;

/// <summary>One file that an epoll watches. It does not keep the file open.</summary>
internal sealed class EpollInterest : IWaiter, IFileWatcher
{
    private readonly WaitQueue _queue;
    private uint _events;

    /// <summary>Starts to watch.</summary>
    public EpollInterest(EpollFile owner, OpenFile file, int descriptor, in EpollEvent wanted)
    {
        Owner = owner;
        File = file;
        Descriptor = descriptor;
        ReadyNode = new LinkedListNode<EpollInterest>(this);
        // Which queue it is may depend on who asks (signalfd(2)): the one that was joined is the one to leave.
        _queue = file.Waiters!;
        Change(wanted);
        _queue.Add(this);
        file.AddWatcher(this);
    }

    /// <summary>The epoll.</summary>
    public EpollFile Owner { get; }

    /// <summary>The watched file.</summary>
    public OpenFile File { get; }

    /// <summary>The descriptor it was named by.</summary>
    public int Descriptor { get; }

    /// <summary>What the program wants to be told along.</summary>
    public ulong Data { get; private set; }

    /// <summary>Its place among those that may be ready; in no list while it has none.</summary>
    public LinkedListNode<EpollInterest> ReadyNode { get; }

    /// <summary>Whether it was added with EPOLLEXCLUSIVE.</summary>
    public bool IsExclusive => (_events & EpollEvent.Exclusive) != 0;

    /// <summary>Whether it stays among those that may be ready after it has been told.</summary>
    public bool IsLevelTriggered => (_events & (EpollEvent.EdgeTriggered | EpollEvent.OneShot)) == 0;

    private PollEvents Wanted => (PollEvents)unchecked((short)_events);

    /// <summary>Whether it is told about anything: an EPOLLONESHOT interest that has been told is not.</summary>
    private bool IsEnabled => (_events & ~EpollEvent.ModeBits) != 0;

    /// <summary>What has come of what is wanted.</summary>
    public PollEvents Look() => IsEnabled ? File.GetReady(Wanted) : PollEvents.None;

    /// <summary>Changes what is wanted.</summary>
    public void Change(in EpollEvent wanted)
    {
        _events = wanted.Events | (uint)(PollEvents.Error | PollEvents.HangUp);
        Data = wanted.Data;
    }

    /// <summary>Notes that it has been told: EPOLLONESHOT asks for no more.</summary>
    public void Told()
    {
        if ((_events & EpollEvent.OneShot) != 0) _events &= EpollEvent.ModeBits;
    }

    /// <summary>Ends the watching.</summary>
    public void Detach()
    {
        _queue.Remove(this);
        File.RemoveWatcher(this);
    }

    /// <inheritdoc/>
    public void Wake(PollEvents changed)
    {
        if (IsEnabled && (changed & Wanted) != 0) Owner.NoteReady(this);
    }

    /// <inheritdoc/>
    public void FileClosed() => Owner.Remove(this);
}
