using System;
using System.Collections.Generic;
using LiOS.Machine;

namespace LiOS.Kernel.Files.Pages;

/// <summary>
/// The cached pages of one file. A page that nobody may write through a mapping equals what is stored; one that somebody
/// may write is newer than what is stored, and is stored again when the file is synchronised or the page is dropped.
/// Pages of a file on a device that is memory itself are not cached: they are mapped where they lie.
/// </summary>
internal sealed class FilePages(PageCache cache, StorageInode inode, ulong id)
{
    /// <summary>For so many pages it is remembered where they lie, if in place.</summary>
    private const int MostPlaces = 1 << 14;

    private readonly Dictionary<long, CachedPage> _pages = [];
    private PageFrame[] _places = [];

    private struct CachedPage
    {
        public PageFrame Frame;
        public bool IsWritable;
    }

    public ulong Id => id;

    public StorageInode Inode => inode;

    public int Count => _pages.Count;

    /// <summary>Whether a page is in memory.</summary>
    public bool Contains(long index)
    {
        PageFrame frame = default;
        Find(index, new Span<PageFrame>(ref frame));
        return frame != default;
    }

    /// <summary>Finds pages that are in memory.</summary>
    /// <param name="index">The first one.</param>
    /// <param name="frames">Cleared; receives the frames of the pages that follow each other.</param>
    public void Find(long index, Span<PageFrame> frames)
    {
        // The last page of a file is not whole: what lies behind the end has to be looked at before it is mapped.
        long whole = Math.Min(inode.FileSize / PageFrame.Size - index, frames.Length);
        if (whole > 0) FindInPlace(index, frames[..(int)whole]);
        if (_pages.Count == 0) return;
        for (int i = 0; i < frames.Length && (index + i) * PageFrame.Size < inode.FileSize; i++)
            if (_pages.TryGetValue(index + i, out CachedPage page)) frames[i] = page.Frame;
    }

    /// <summary>Finds or reads one page.</summary>
    public Errno Load(long index, bool willWrite, out PageFrame frame)
    {
        frame = default;
        long offset = index * PageFrame.Size;
        if (offset >= inode.FileSize) return Errno.EFAULT;
        if (!_pages.TryGetValue(index, out CachedPage page))
        {
            if (TryFindInPlace(index, out frame)) return willWrite ? Announce(index, frame) : Errno.None;
            Errno error = ReadPage(offset, out page.Frame);
            if (error != Errno.None) return error;
            _pages.Add(index, page);
        }

        if (willWrite && !page.IsWritable)
        {
            Errno error = Announce(index, page.Frame);
            if (error != Errno.None) return error;
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

    /// <summary>Clears what lies behind the new end in its page, and gives up the pages behind it, also where they are mapped.</summary>
    public void Truncate(long size)
    {
        long end = (size + PageFrame.Size - 1) / PageFrame.Size * PageFrame.Size;
        cache.Unmap?.Invoke(id, (ulong)end);
        int kept = (int)Math.Min(end / PageFrame.Size, _places.Length);
        _places.AsSpan(kept).Clear();
        List<long> behind = [];
        foreach ((long index, CachedPage page) in _pages)
        {
            long offset = index * PageFrame.Size;
            if (offset + PageFrame.Size <= size) continue;
            int left = (int)Math.Clamp(size - offset, 0, PageFrame.Size);
            cache.Machine.WriteFrame(page.Frame, left, cache.Zeroes.AsSpan(left));
            if (left == 0 && !IsMapped(page)) behind.Add(index);
        }

        foreach (long index in behind) Drop(index);
    }

    /// <summary>Clears what a mapping may have written behind the end, before the file grows over it.</summary>
    public void ClearTail(long size)
    {
        int kept = (int)(size % PageFrame.Size);
        if (kept != 0 && _pages.TryGetValue(size / PageFrame.Size, out CachedPage page)) cache.Machine.WriteFrame(page.Frame, kept, cache.Zeroes.AsSpan(kept));
    }

    /// <summary>Stores the pages that mappings may have written.</summary>
    public Errno WriteBack()
    {
        Errno first = Errno.None;
        List<long> clean = [];
        foreach ((long index, CachedPage page) in _pages)
        {
            if (!page.IsWritable) continue;
            Errno error = Store(index, page.Frame);
            if (first == Errno.None) first = error;
            if (error == Errno.None && !IsMapped(page)) clean.Add(index);
        }

        foreach (long index in clean) _pages[index] = _pages[index] with { IsWritable = false };
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

    /// <summary>Nobody uses the file for the time being: pages stay as long as there is memory, what is quickly found again does not.</summary>
    public void Rest()
    {
        _places = [];
        if (_pages.Count == 0) Detach();
    }

    /// <summary>Ends the caching of this file.</summary>
    public void Detach() => cache.Forget(this);

    /// <summary>Gives back every page; none is stored.</summary>
    public void Clear()
    {
        foreach (CachedPage page in _pages.Values) cache.Release(page.Frame);
        _pages.Clear();
    }

    /// <summary>Storing a page once takes the space a hole will need while the program can still be told that there is none, and notes the time.</summary>
    private Errno Announce(long index, PageFrame frame)
    {
        Errno error = Store(index, frame);
        return error is Errno.None or Errno.ENOMEM ? error : Errno.EIO;
    }

    /// <summary>Finds pages below the end of the file where they are stored. They stay there until the file becomes shorter.</summary>
    private void FindInPlace(long index, Span<PageFrame> frames)
    {
        if (index > MostPlaces - frames.Length)
        {
            inode.FindFrames(index, frames);
            return;
        }

        int needed = (int)index + frames.Length;
        if (_places.Length < needed) Array.Resize(ref _places, Math.Max(needed, (int)Math.Min(inode.FileSize / PageFrame.Size, MostPlaces)));
        Span<PageFrame> places = _places.AsSpan((int)index, frames.Length);
        if (places.Contains(default)) inode.FindFrames(index, places);
        places.CopyTo(frames);
    }

    private bool TryFindInPlace(long index, out PageFrame frame)
    {
        frame = default;
        FindInPlace(index, new Span<PageFrame>(ref frame));
        if (frame == default) return false;
        int used = (int)Math.Min(PageFrame.Size, inode.FileSize - (index * PageFrame.Size));
        if (used == PageFrame.Size) return true;
        // Nobody keeps bytes behind the end of a file; a mapping must see zeros there.
        Span<byte> tail = cache.Buffer.AsSpan(used);
        cache.Machine.ReadFrame(frame, used, tail);
        if (!tail.ContainsAnyExcept((byte)0)) return true;
        if (inode.FileSystem.IsReadOnly) return false;
        cache.Machine.WriteFrame(frame, used, cache.Zeroes.AsSpan(used));
        return true;
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
