using System;
using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.Events;

/// <summary>An inotify instance (inotify(7)): inodes that are watched, and what has happened to them, to be read.</summary>
internal sealed class InotifyFile : OpenFile
{
    private readonly InotifyLimits _limits;
    private readonly uint _userId;
    private readonly Dictionary<int, InotifyWatch> _watches = [];
    private readonly Dictionary<Inode, InotifyWatch> _byInode = [];
    private readonly Queue<InotifyEvent> _events = [];
    private InotifyEvent _newest;
    private int _lastDescriptor;

    /// <summary>Makes an instance without watches, which has been counted.</summary>
    public InotifyFile(Kernel kernel, OpenFlags flags, uint userId) : base(kernel.Anonymous.Root, flags)
    {
        _limits = kernel.InotifyLimits;
        _userId = userId;
        Node = kernel.Anonymous.MakeNode("inotify");
    }

    /// <inheritdoc/>
    public override WaitQueue Waiters { get; } = new();

    /// <inheritdoc/>
    public override bool MovesRecords => true;

    /// <summary>Watches an inode, or changes what is wanted of one that is watched already.</summary>
    /// <param name="inode">The inode.</param>
    /// <param name="mask">The events and how they are wanted.</param>
    /// <returns>The watch descriptor; -EEXIST; -ENOSPC.</returns>
    public long Watch(Inode inode, uint mask)
    {
        const uint Kept = InotifyWatch.AllEvents | InotifyWatch.ExcludeUnlinked | InotifyWatch.OneShot;
        if (_byInode.TryGetValue(inode, out InotifyWatch? watch))
        {
            if ((mask & InotifyWatch.MaskCreate) != 0) return -(long)Errno.EEXIST;
            watch.Mask = (mask & Kept) | ((mask & InotifyWatch.MaskAdd) != 0 ? watch.Mask : 0);
            return watch.Descriptor;
        }
        // Numbers are not used again soon: who holds an old one is not to reach a new watch.
        if (_lastDescriptor == int.MaxValue || !_limits.TryAddWatch(_userId)) return -(long)Errno.ENOSPC;
        watch = new InotifyWatch(this, ++_lastDescriptor, inode) { Mask = mask & Kept };
        _watches.Add(watch.Descriptor, watch);
        _byInode.Add(inode, watch);
        inode.Watch(watch);
        return watch.Descriptor;
    }

    /// <summary>Ends a watch by its descriptor (inotify_rm_watch(2)).</summary>
    /// <returns>None; EINVAL.</returns>
    public Errno Remove(int descriptor)
    {
        if (!_watches.TryGetValue(descriptor, out InotifyWatch? watch)) return Errno.EINVAL;
        Remove(watch);
        return Errno.None;
    }

    /// <summary>Ends a watch, and says so.</summary>
    internal void Remove(InotifyWatch watch)
    {
        watch.Inode.Unwatch(watch);
        Forget(watch);
    }

    /// <summary>Notes that an inode tells a watch no more.</summary>
    internal void Forget(InotifyWatch watch)
    {
        _watches.Remove(watch.Descriptor);
        _byInode.Remove(watch.Inode);
        _limits.RemoveWatch(_userId);
        Queue(new InotifyEvent(watch.Descriptor, InotifyEvent.Ignored, 0, ""));
    }

    /// <summary>Adds an event to be read, unless it repeats the newest one.</summary>
    internal void Queue(in InotifyEvent occurred)
    {
        InotifyEvent added = _events.Count < InotifyLimits.MostEvents ? occurred : new InotifyEvent(-1, InotifyEvent.Overflow, 0, "");
        if (_events.Count > 0 && added == _newest) return;
        _newest = added;
        _events.Enqueue(added);
        Waiters.WakeAll(PollEvents.In | PollEvents.NormalInput);
    }

    /// <inheritdoc/>
    public override long Read(Span<byte> destination)
    {
        if (_events.Count == 0) return -(long)Errno.EAGAIN;
        int filled = 0;
        while (_events.TryPeek(out InotifyEvent next) && next.Size <= destination.Length - filled)
        {
            next.Write(destination[filled..]);
            filled += next.Size;
            _events.Dequeue();
        }
        return filled > 0 ? filled : -(long)Errno.EINVAL;
    }

    /// <inheritdoc/>
    public override PollEvents Poll() => _events.Count > 0 ? PollEvents.In : PollEvents.None;

    /// <inheritdoc/>
    public override long Control(uint request, ulong argument, AddressSpace memory, object? caller)
    {
        const uint BytesToRead = 0x541B;
        if (request != BytesToRead) return -(long)Errno.ENOTTY;
        int size = 0;
        foreach (InotifyEvent occurred in _events) size += occurred.Size;
        return -(long)memory.Write(argument, size);
    }

    /// <inheritdoc/>
    protected override void OnClose()
    {
        foreach (InotifyWatch watch in _watches.Values)
        {
            watch.Inode.Unwatch(watch);
            _limits.RemoveWatch(_userId);
        }
        _limits.RemoveInstance(_userId);
    }
}
