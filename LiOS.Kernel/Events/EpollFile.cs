using System;
using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Machine;

namespace LiOS.Kernel.Events;

/// <summary>
/// A set of files to wait for (epoll(7)). Files that something has happened to stand in a list; only those are looked at. A
/// level-triggered one stays in it as long as it is found ready, an edge-triggered one until it has been told.
/// </summary>
internal sealed class EpollFile : OpenFile
{
    /// <summary>How many epolls may follow on one, each watching the next (EP_MAX_NESTS).</summary>
    private const int MostNested = 4;

    private readonly Dictionary<(OpenFile File, int Descriptor), EpollInterest> _interests = [];
    private readonly LinkedList<EpollInterest> _ready = new();
    private readonly EpollWatches _watches;
    private readonly uint _user;

    /// <summary>Makes an empty set.</summary>
    /// <param name="maker">Whose it is.</param>
    public EpollFile(Process maker) : base(maker.Kernel.Anonymous.Root, OpenFlags.ReadWrite)
    {
        Kernel kernel = maker.Kernel;
        _watches = kernel.EpollWatches;
        _user = maker.Credentials.UserId;
        Node = kernel.Anonymous.MakeNode("[eventpoll]");
    }

    /// <inheritdoc/>
    public override WaitQueue Waiters { get; } = new();

    /// <summary>Starts to watch a file.</summary>
    /// <returns>None; EEXIST; EPERM (it is always ready); ELOOP (epolls that watch each other, or too many in a row); ENOSPC.</returns>
    public Errno Add(OpenFile file, int descriptor, in EpollEvent wanted)
    {
        if (file.Waiters is null) return Errno.EPERM;
        if (_interests.ContainsKey((file, descriptor))) return Errno.EEXIST;
        if (file is EpollFile epoll && epoll.MeasureChain(AddWatched, this) + MeasureChain(AddWatching, null) >= MostNested) return Errno.ELOOP;
        if (!_watches.TryAdd(_user)) return Errno.ENOSPC;
        EpollInterest interest = new(this, file, descriptor, wanted);
        _interests.Add((file, descriptor), interest);
        if (interest.Look() != PollEvents.None) NoteReady(interest);
        return Errno.None;
    }

    /// <summary>Changes what is wanted of a file; it may be told again.</summary>
    /// <returns>None; ENOENT; EINVAL (EPOLLEXCLUSIVE cannot be changed).</returns>
    public Errno Change(OpenFile file, int descriptor, in EpollEvent wanted)
    {
        if (!_interests.TryGetValue((file, descriptor), out EpollInterest? interest)) return Errno.ENOENT;
        if (interest.IsExclusive) return Errno.EINVAL;
        interest.Change(wanted);
        if (interest.Look() != PollEvents.None) NoteReady(interest);
        return Errno.None;
    }

    /// <summary>Ends the watching of a file.</summary>
    /// <returns>None; ENOENT.</returns>
    public Errno Remove(OpenFile file, int descriptor)
    {
        if (!_interests.TryGetValue((file, descriptor), out EpollInterest? interest)) return Errno.ENOENT;
        Remove(interest);
        return Errno.None;
    }

    /// <summary>Tells what is ready.</summary>
    /// <param name="most">How many events at most.</param>
    /// <param name="space">The caller's memory.</param>
    /// <param name="address">Where the events go.</param>
    /// <returns>How many were told; -EFAULT when the first could not be written.</returns>
    public long Collect(int most, AddressSpace space, ulong address)
    {
        long told = 0;
        for (int left = _ready.Count; left > 0 && told < most; left--)
        {
            EpollInterest interest = _ready.First!.Value;
            _ready.RemoveFirst();
            PollEvents events = interest.Look();
            if (events == PollEvents.None) continue;
            if (space.Write(address + ((ulong)told * EpollEvent.Size), new EpollEvent((ushort)events, interest.Data)) != Errno.None)
            {
                _ready.AddFirst(interest.ReadyNode);
                return told > 0 ? told : -(long)Errno.EFAULT;
            }
            told++;
            if (interest.IsLevelTriggered) _ready.AddLast(interest.ReadyNode);
            interest.Told();
        }
        return told;
    }

    /// <inheritdoc/>
    public override PollEvents Poll()
    {
        while (_ready.First is { } node)
        {
            if (node.Value.Look() != PollEvents.None) return PollEvents.In;
            _ready.RemoveFirst();
        }
        return PollEvents.None;
    }

    /// <summary>Something has happened to a watched file.</summary>
    internal void NoteReady(EpollInterest interest)
    {
        // Who sleeps has seen the list empty: it was woken when the first one came into it, and has not looked since.
        if (interest.ReadyNode.List is not null) return;
        _ready.AddLast(interest.ReadyNode);
        Waiters.WakeAll(PollEvents.In | PollEvents.NormalInput);
    }

    /// <summary>Ends an interest.</summary>
    internal void Remove(EpollInterest interest)
    {
        interest.Detach();
        if (interest.ReadyNode.List is not null) _ready.Remove(interest.ReadyNode);
        _interests.Remove((interest.File, interest.Descriptor));
        _watches.Remove(_user);
    }

    /// <inheritdoc/>
    protected override void OnClose()
    {
        foreach (EpollInterest interest in new List<EpollInterest>(_interests.Values)) Remove(interest);
    }

    /// <summary>Counts the epolls in a row from this one on, in one direction.</summary>
    /// <param name="step">Adds the next ones of an epoll.</param>
    /// <param name="sought">Which one must not be among them.</param>
    /// <returns>How many follow at most, or <see cref="MostNested"/> + 1 when there are more or the sought one is among them.</returns>
    private int MeasureChain(Action<EpollFile, HashSet<EpollFile>> step, EpollFile? sought)
    {
        // Level by level: the number of ways through the levels may be large, that of epolls is not.
        HashSet<EpollFile> level = [this];
        for (int length = 0; length <= MostNested; length++)
        {
            HashSet<EpollFile> next = [];
            foreach (EpollFile epoll in level)
            {
                if (epoll == sought) return MostNested + 1;
                step(epoll, next);
            }
            if (next.Count == 0) return length;
            level = next;
        }
        return MostNested + 1;
    }

    private static void AddWatched(EpollFile epoll, HashSet<EpollFile> set)
    {
        foreach (EpollInterest interest in epoll._interests.Values)
            if (interest.File is EpollFile watched) set.Add(watched);
    }

    private static void AddWatching(EpollFile epoll, HashSet<EpollFile> set)
    {
        foreach (IFileWatcher watcher in epoll.Watchers)
            if (watcher is EpollInterest interest) set.Add(interest.Owner);
    }
}
