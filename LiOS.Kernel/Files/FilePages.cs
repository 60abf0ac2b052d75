using System;
using System.Collections.Generic;
using LiOS.Machine;

namespace LiOS.Kernel.Files;

/// <summary>
/// The cached pages of one file. A page that nobody may write through a mapping equals what is stored; one that somebody
/// may write is newer than what is stored, and is stored again when the file is synchronised or the page is dropped.
/// </summary>
internal sealed class FilePages(PageCache cache, StorageInode inode, ulong id)
{
    private readonly Dictionary<long, CachedPage> _pages = [];

    private struct CachedPage
    {
        public PageFrame Frame;
        public bool IsWritable;
    }

    public ulong Id => id;

    public StorageInode Inode => inode;

    public int Count => _pages.Count;

    /// <summary>Whether a page is in memory.</summary>
    public bool Contains(long index) => _pages.ContainsKey(index);

    /// <summary>Finds or reads one page.</summary>
    public Errno Load(long index, bool willWrite, out PageFrame frame)
    {
        frame = default;
        long offset = index * PageFrame.Size;
        if (offset >= inode.FileSize) return Errno.EFAULT;
        if (!_pages.TryGetValue(index, out CachedPage page))
        {
            Errno error = ReadPage(offset, out page.Frame);
            if (error != Errno.None) return error;
            _pages.Add(index, page);
        }

        if (willWrite && !page.IsWritable)
        {
            // Storing it once takes the space a hole will need while the program can still be told that there is none.
            Errno error = Store(index, page.Frame);
            if (error != Errno.None) return error == Errno.ENOMEM ? error : Errno.EIO;
            page.IsWritable = true;
            _pages[index] = page;
        }

        frame = page.Frame;
        return Errno.None;
    }

    /// <summary>Reads bytes below the end of the file, cached ones from their pages.</summary>
    public Errno Read(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int start = (int)(offset % PageFrame.Size);
            int count = Math.Min(destination.Length, PageFrame.Size - start);
            if (_pages.TryGetValue(offset / PageFrame.Size, out CachedPage page))
            {
                cache.Machine.ReadFrame(page.Frame, start, destination[..count]);
            }
            else
            {
                while (count < destination.Length && !_pages.ContainsKey((offset + count) / PageFrame.Size))
                {
                    count = Math.Min(destination.Length, count + PageFrame.Size);
                }

                Errno error = inode.ReadStored(offset, destination[..count]);
                if (error != Errno.None) return error;
            }

            offset += count;
            destination = destination[count..];
        }

        return Errno.None;
    }

    /// <summary>Repeats in the pages what has just been stored.</summary>
    public void Update(long offset, ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty)
        {
            int start = (int)(offset % PageFrame.Size);
            int count = Math.Min(source.Length, PageFrame.Size - start);
            if (_pages.TryGetValue(offset / PageFrame.Size, out CachedPage page)) cache.Machine.WriteFrame(page.Frame, start, source[..count]);
            offset += count;
            source = source[count..];
        }
    }

    /// <summary>
    /// Clears what lies behind the new end. Pages that are mapped stay, cleared, so that the mappings still agree with the
    /// file if it grows again.
    /// </summary>
    public void Truncate(long size)
    {
        List<long> behind = [];
        foreach ((long index, CachedPage page) in _pages)
        {
            long offset = index * PageFrame.Size;
            if (offset + PageFrame.Size <= size) continue;
            int kept = (int)Math.Clamp(size - offset, 0, PageFrame.Size);
            cache.Machine.WriteFrame(page.Frame, kept, cache.Zeroes.AsSpan(kept));
            if (kept == 0 && !IsMapped(page)) behind.Add(index);
        }

        foreach (long index in behind) Drop(index);
    }

    /// <summary>Stores the pages that mappings may have written.</summary>
    public Errno WriteBack()
    {
        Errno first = Errno.None;
        foreach ((long index, CachedPage page) in _pages)
        {
            if (!page.IsWritable) continue;
            Errno error = Store(index, page.Frame);
            if (first == Errno.None) first = error;
        }

        return first;
    }

    /// <summary>Gives back pages that nobody maps, storing them first where needed.</summary>
    /// <returns>How many.</returns>
    public int Trim(int wanted)
    {
        List<long> dropped = [];
        foreach ((long index, CachedPage page) in _pages)
        {
            if (dropped.Count == wanted) break;
            if (IsMapped(page) || (page.IsWritable && Store(index, page.Frame) != Errno.None)) continue;
            dropped.Add(index);
        }

        foreach (long index in dropped) Drop(index);
        return dropped.Count;
    }

    /// <summary>Ends the caching of this file.</summary>
    public void Detach() => cache.Forget(this);

    /// <summary>Gives back every page; none is stored.</summary>
    public void Clear()
    {
        foreach (CachedPage page in _pages.Values) cache.Release(page.Frame);
        _pages.Clear();
    }

    private bool IsMapped(CachedPage page) => cache.Machine.GetReferenceCount(page.Frame) > 1;

    private void Drop(long index)
    {
        _pages.Remove(index, out CachedPage page);
        cache.Release(page.Frame);
    }

    private Errno ReadPage(long offset, out PageFrame frame)
    {
        if (!cache.TryAllocate(out frame)) return Errno.ENOMEM;
        int count = (int)Math.Min(PageFrame.Size, inode.FileSize - offset);
        Span<byte> buffer = cache.Buffer.AsSpan(0, count);
        Errno error = inode.ReadStored(offset, buffer);
        if (error != Errno.None)
        {
            cache.Release(frame);
            return Errno.EIO;
        }

        cache.Machine.WriteFrame(frame, 0, buffer);
        return Errno.None;
    }

    private Errno Store(long index, PageFrame frame)
    {
        long offset = index * PageFrame.Size;
        int count = (int)Math.Min(PageFrame.Size, inode.FileSize - offset);
        if (count <= 0) return Errno.None;
        Span<byte> buffer = cache.Buffer.AsSpan(0, count);
        cache.Machine.ReadFrame(frame, 0, buffer);
        long written = inode.WriteStored(offset, buffer);
        return written < 0 ? (Errno)(-written) : written < count ? Errno.ENOSPC : Errno.None;
    }
}
