using System;
using System.Collections.Generic;
using LiOS.Machine;

namespace LiOS.Kernel.Files;

/// <summary>
/// An open file description (open(2)): what file descriptors refer to. Guarded by the kernel lock. Operations never block:
/// they answer EAGAIN, and the caller sleeps on <see cref="Waiters"/> and tries again, unless the file is non-blocking.
/// </summary>
public abstract class OpenFile
{
    private readonly bool _isWriter;
    private int _references = 1;
    private string? _path;
    private List<IFileWatcher>? _watchers;

    /// <summary>Makes an open file with one reference.</summary>
    protected OpenFile(Inode inode, OpenFlags flags)
    {
        Inode = inode;
        Flags = flags;
        inode.AddUser();
        _isWriter = CanWrite && inode.Type == FileMode.Regular;
        if (_isWriter) inode.WriterCount++;
    }

    /// <summary>The inode behind it.</summary>
    public Inode Inode { get; }

    /// <summary>Access mode and status flags; O_APPEND and O_NONBLOCK may change (F_SETFL).</summary>
    public OpenFlags Flags { get; set; }

    /// <summary>The place in the tree it was opened at (openat, fchdir, /proc/self/fd); null for what was never opened by path.</summary>
    public PathNode? Node { get; set; }

    /// <summary>The path it was opened by, for /proc/self/fd; that of its place in the tree, unless it was given another.</summary>
    public string Path
    {
        get => _path ?? Node?.GetPath(null) ?? "";
        set => _path = value;
    }

    /// <summary>
    /// Whether open(2) has to wait, on <see cref="Waiters"/>, until the other end of a FIFO has been opened (fifo(7)). The
    /// file is released when the wait is broken off.
    /// </summary>
    public virtual bool IsOpening => false;

    /// <summary>Position of the next read or write, in bytes.</summary>
    public long Position { get; set; }

    /// <summary>Woken whenever what <see cref="Poll"/> answers may have changed; null for files that are always ready.</summary>
    public virtual WaitQueue? Waiters => null;

    /// <summary>Whether it may be read.</summary>
    public bool CanRead => (Flags & OpenFlags.AccessMask) != OpenFlags.WriteOnly && (Flags & OpenFlags.Path) == 0;

    /// <summary>Whom F_SETOWN or F_SETOWN_EX has named; nobody at first.</summary>
    public SignalOwner SignalOwner { get; set; }

    /// <summary>Whether it may be written.</summary>
    public bool CanWrite => (Flags & OpenFlags.AccessMask) != OpenFlags.ReadOnly && (Flags & OpenFlags.Path) == 0;

    /// <summary>Whether one call moves one record and never more: the numbers and structures of eventfd(2), timerfd_create(2) and signalfd(2).</summary>
    public virtual bool MovesRecords => false;

    /// <summary>Bytes from its start to its end, from where lseek(2) counts with SEEK_END.</summary>
    public virtual long Length => Inode.Attributes.Size;

    /// <summary>Whether it has a position (lseek, pread).</summary>
    public virtual bool IsSeekable => false;

    /// <summary>Reads at the position and moves it.</summary>
    /// <returns>Bytes read, 0 at the end, or a negated error number.</returns>
    public virtual long Read(Span<byte> destination) => -(long)Errno.EINVAL;

    /// <summary>Writes at the position (or the end, with O_APPEND) and moves it.</summary>
    /// <returns>Bytes written or a negated error number.</returns>
    public virtual long Write(ReadOnlySpan<byte> source) => -(long)Errno.EINVAL;

    /// <summary>Reads at an offset without moving the position.</summary>
    public virtual long ReadAt(long offset, Span<byte> destination) => -(long)Errno.ESPIPE;

    /// <summary>Writes at an offset without moving the position.</summary>
    public virtual long WriteAt(long offset, ReadOnlySpan<byte> source) => -(long)Errno.ESPIPE;

    /// <summary>Moves in a file without positions to a place that it knows itself (lseek(2)).</summary>
    /// <param name="offset">The distance.</param>
    /// <param name="origin">SEEK_SET and so on.</param>
    /// <returns>0 or a negated error number.</returns>
    public virtual long Seek(long offset, int origin) => -(long)Errno.ESPIPE;

    /// <summary>What it is ready for.</summary>
    public virtual PollEvents Poll() => PollEvents.In | PollEvents.Out;

    /// <summary>
    /// Which of the wanted events have come: what poll(2), select(2) and epoll_wait(2) report. Errors and hang-ups are always wanted.
    /// </summary>
    public PollEvents GetReady(PollEvents wanted)
    {
        PollEvents state = Poll();
        if ((state & PollEvents.In) != 0) state |= PollEvents.NormalInput;
        if ((state & PollEvents.Out) != 0) state |= PollEvents.NormalOutput;
        return state & (wanted | PollEvents.Error | PollEvents.HangUp);
    }

    /// <summary>A device-specific request.</summary>
    /// <param name="request">The request number (ioctl_tty(2) and others).</param>
    /// <param name="argument">The argument: an address in <paramref name="memory"/> or a number.</param>
    /// <param name="memory">The caller's memory.</param>
    /// <param name="caller">The calling process, for terminals; null in tests.</param>
    /// <returns>A result of 0 or more, or a negated error number.</returns>
    public virtual long Control(uint request, ulong argument, AddressSpace memory, object? caller) => -(long)Errno.ENOTTY;

    /// <summary>Takes another reference (dup, fork).</summary>
    public void Retain() => _references++;

    /// <summary>Gives one reference back; the last one closes the file.</summary>
    public void Release()
    {
        if (--_references != 0)
        {
            OnReferenceGone();
            return;
        }
        while (_watchers is { Count: > 0 }) _watchers[^1].FileClosed();
        this.Tell(CanWrite ? InodeChanges.CloseWritten : InodeChanges.CloseRead);
        Inode.Locks?.ReleaseAll(this);
        OnClose();
        if (_isWriter) Inode.WriterCount--;
        Inode.RemoveUser();
    }

    /// <summary>Adds someone who is told of the file's end; <see cref="IFileWatcher.FileClosed"/> must remove it again.</summary>
    internal void AddWatcher(IFileWatcher watcher) => (_watchers ??= []).Add(watcher);

    /// <summary>Removes a watcher that was added.</summary>
    internal void RemoveWatcher(IFileWatcher watcher) => _watchers!.Remove(watcher);

    /// <summary>Who watches it.</summary>
    internal IReadOnlyList<IFileWatcher> Watchers => _watchers ?? (IReadOnlyList<IFileWatcher>)[];

    /// <summary>How many references there are.</summary>
    internal int References => _references;

    /// <summary>Called when a reference is gone that was not the last one.</summary>
    protected virtual void OnReferenceGone() { }

    /// <summary>Called once, when the last reference is gone.</summary>
    protected virtual void OnClose() { }
}
