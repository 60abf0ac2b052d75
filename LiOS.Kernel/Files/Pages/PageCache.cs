using System;
using System.Collections.Generic;
using LiOS.Machine;

namespace LiOS.Kernel.Files.Pages;

/// <summary>
/// The pages of mapped files. It gives every mapped inode the backing number that its regions carry, and answers the
/// machine's faults on them. Whoever maps a file is a user of its inode (<see cref="Inode.AddUser"/>) for as long as a
/// mapping may exist: an inode without name and user is freed, and its pages with it. Guarded by the kernel lock.
/// </summary>
public sealed class PageCache(IMachine machine) : IPager
{
    private const int TrimBatch = 64;
    private readonly Dictionary<ulong, FilePages> _files = [];
    private ulong _nextId = 1;

    /// <summary>How memory is given back for programs (<see cref="IPager.Relieve"/>).</summary>
    public Func<bool, bool>? Relief { get; set; }

    /// <summary>Takes the pages of a file (by its backing number) from an offset on out of every space: the file has become shorter.</summary>
    public Action<ulong, ulong>? Unmap { get; set; }

    /// <summary>Frames held now.</summary>
    public int CachedFrames { get; private set; }

    internal IMachine Machine => machine;

    /// <summary>One page of zeroes.</summary>
    internal byte[] Zeroes { get; } = new byte[PageFrame.Size];

    /// <summary>Room for one page under way between a frame and its file.</summary>
    internal byte[] Buffer { get; } = new byte[PageFrame.Size];

    /// <summary>Gives the backing number of a file for <see cref="MapRequest.BackingId"/>: always the same for an inode.</summary>
    /// <returns>None; ENODEV for what cannot be mapped.</returns>
    public Errno Attach(Inode inode, out ulong backingId)
    {
        backingId = 0;
        if (inode is not StorageInode { Type: FileMode.Regular } file) return Errno.ENODEV;
        if (file.Pages is null)
        {
            file.Pages = new FilePages(this, file, _nextId++);
            _files.Add(file.Pages.Id, file.Pages);
        }

        backingId = file.Pages.Id;
        return Errno.None;
    }

    /// <summary>The inode behind a backing number (for /proc/self/maps), or null.</summary>
    public Inode? Find(ulong backingId) => _files.TryGetValue(backingId, out FilePages? file) ? file.Inode : null;

    /// <summary>Whether the page at an offset of a file is in memory.</summary>
    public bool IsCached(ulong backingId, ulong offset) => _files.TryGetValue(backingId, out FilePages? file) && file.Contains((long)(offset / PageFrame.Size));

    /// <inheritdoc/>
    public Errno LoadPage(ulong backingId, ulong offset, bool willWrite, out PageFrame frame)
    {
        frame = default;
        if (backingId == ClockLibrary.BackingId) return ClockLibrary.Load(machine, offset, out frame);
        if (!_files.TryGetValue(backingId, out FilePages? file)) return Errno.EIO;
        return offset > long.MaxValue ? Errno.EFAULT : file.Load((long)offset / PageFrame.Size, willWrite, out frame);
    }

    /// <inheritdoc/>
    public void FindPages(ulong backingId, ulong offset, Span<PageFrame> frames)
    {
        frames.Clear();
        if (offset <= long.MaxValue && _files.TryGetValue(backingId, out FilePages? file)) file.Find((long)offset / PageFrame.Size, frames);
    }

    /// <inheritdoc/>
    public bool Relieve(bool mayEndPrograms) => Relief is { } relieve && relieve(mayEndPrograms);

    /// <summary>Stores what was written through shared mappings (sync(2)).</summary>
    /// <returns>None, or the first error met.</returns>
    public Errno Synchronize()
    {
        Errno first = Errno.None;
        foreach (FilePages file in _files.Values)
        {
            Errno error = file.WriteBack();
            if (first == Errno.None) first = error;
        }

        return first;
    }

    /// <summary>Stores what was written through shared mappings of one file (fsync(2), msync(2)).</summary>
    public static Errno Synchronize(Inode inode) => inode is StorageInode { Pages: { } pages } ? pages.WriteBack() : Errno.None;

    /// <summary>Gives back frames that nobody maps, when memory is short.</summary>
    /// <param name="wanted">How many would help.</param>
    /// <returns>How many there were.</returns>
    public int Trim(int wanted)
    {
        int released = 0;
        foreach (FilePages file in _files.Values)
        {
            if (released >= wanted) break;
            released += file.Trim(wanted - released);
        }

        return released;
    }

    /// <summary>Stores and forgets the files of a file system that is to be unmounted.</summary>
    /// <returns>None; EBUSY when one of its files is open or mapped; an error of storing.</returns>
    public Errno Release(FileSystem fileSystem)
    {
        if (fileSystem.UserCount > 0) return Errno.EBUSY;
        foreach (FilePages file in new List<FilePages>(_files.Values))
        {
            if (file.Inode.FileSystem != fileSystem) continue;
            Errno error = file.WriteBack();
            if (error != Errno.None) return error;
            Forget(file);
        }

        return Errno.None;
    }

    /// <summary>Forgets a file; none of its pages is stored.</summary>
    internal void Forget(FilePages file)
    {
        file.Clear();
        file.Inode.Pages = null;
        _files.Remove(file.Id);
    }

    internal bool TryAllocate(out PageFrame frame)
    {
        if (!machine.TryAllocateFrame(out frame) && (Trim(TrimBatch) == 0 || !machine.TryAllocateFrame(out frame))) return false;
        CachedFrames++;
        return true;
    }

    internal void Release(PageFrame frame)
    {
        machine.ReleaseFrame(frame);
        CachedFrames--;
    }
}
