using System;
using LiOS.Kernel.Files.Pages;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Memory;

/// <summary>What programs say and ask about the pages of their mappings: madvise(2), mincore(2), msync(2).</summary>
internal static class MemoryAdviceCalls
{
    private const ulong PageMask = PageFrame.Size - 1;

    /// <summary>madvise(2).</summary>
    public static long Advise(ProcessThread caller, Arguments a)
    {
        const int Random = 1, Sequential = 2, WillNeed = 3, DoNotNeed = 4, Free = 8, Cold = 20, PageOut = 21, PopulateRead = 22, PopulateWrite = 23;
        if ((a.A0 & PageMask) != 0) return Errno.EINVAL.ToResult();
        ulong length = RoundUp(a.A1);
        if (length < a.A1 || !IsKnown(a.I2)) return Errno.EINVAL.ToResult();
        if (length == 0) return 0;
        bool isMapped = IsMapped(caller.Space, a.A0, length);
        switch (a.I2)
        {
            case DoNotNeed or Free:
                // Freed pages may be taken at any time, at once among others.
                return Discard(caller.Space, a.A0, length, a.I2 == Free).ToResult();
            case WillNeed:
                if (isMapped) ReadAhead(caller, a.A0, a.A0 + length);
                return isMapped ? 0 : Errno.ENOMEM.ToResult();
            case Cold or PageOut when isMapped && caller.Space.HasLocked(a.A0, a.A0 + length):
                return Errno.EINVAL.ToResult();
            case 0 or Random or Sequential or 11 or 12 or 13 or 14 or 15 or 16 or 17 or Cold or PageOut:
                // Advice about what is not done may be ignored, but not about addresses that are not mapped.
                return isMapped ? 0 : Errno.ENOMEM.ToResult();
            case PopulateRead or PopulateWrite:
                if (!isMapped) return Errno.ENOMEM.ToResult();
                return ToPopulateError(PagePopulation.Populate(caller, a.A0, a.A0 + length, a.I2 == PopulateWrite ? Protection.Write : Protection.Read)).ToResult();
            default:
                return Errno.EINVAL.ToResult();
        }
    }

    private static bool IsKnown(int advice) => advice is (>= 0 and <= 4) or 8 or (>= 11 and <= 17) or (>= 20 and <= 23);

    /// <summary>mincore(2): a page is in memory when the program has it, or when the cache has it of its file.</summary>
    public static long Residency(ProcessThread caller, Arguments a)
    {
        if ((a.A0 & PageMask) != 0) return Errno.EINVAL.ToResult();
        ulong length = RoundUp(a.A1);
        if (length > AddressSpace.UserTop || !IsMapped(caller.Space, a.A0, length)) return Errno.ENOMEM.ToResult();
        ulong pages = length / PageFrame.Size;
        Span<byte> buffer = caller.Buffer(pages);
        for (ulong done = 0; done < pages; done += (ulong)buffer.Length)
        {
            Span<byte> states = buffer[..(int)Math.Min((ulong)buffer.Length, pages - done)];
            ulong start = a.A0 + (done * PageFrame.Size);
            Errno error = caller.Space.GetResidency(start, states);
            if (error == Errno.None)
            {
                AddCached(caller, start, states);
                error = caller.Space.CopyOut(a.A2 + done, states);
            }
            if (error != Errno.None) return error.ToResult();
            if (!caller.GiveWay()) return Errno.EINTR.ToResult();
        }
        return 0;
    }

    /// <summary>msync(2).</summary>
    public static long Synchronize(ProcessThread caller, Arguments a)
    {
        const int Asynchronous = 1, Invalidate = 2, Synchronous = 4;
        if ((a.A0 & PageMask) != 0 || (a.I2 & ~(Asynchronous | Invalidate | Synchronous)) != 0) return Errno.EINVAL.ToResult();
        if ((a.I2 & (Asynchronous | Synchronous)) == (Asynchronous | Synchronous)) return Errno.EINVAL.ToResult();
        ulong length = RoundUp(a.A1);
        if (length == 0) return 0;
        if (!IsMapped(caller.Space, a.A0, length)) return Errno.ENOMEM.ToResult();
        if ((a.I2 & Invalidate) != 0 && caller.Space.HasLocked(a.A0, a.A0 + length)) return Errno.EBUSY.ToResult();
        if ((a.I2 & Synchronous) == 0) return 0;
        for (ulong at = a.A0; at < a.A0 + length && caller.Space.Query(at, out RegionInfo region); at = region.End)
        {
            if (!region.IsShared || region.BackingId == 0 || caller.Kernel.PageCache.Find(region.BackingId) is not { } inode) continue;
            Errno error = PageCache.Synchronize(inode);
            if (error != Errno.None) return error.ToResult();
        }
        return 0;
    }

    /// <summary>Whether regions cover a range without a hole.</summary>
    public static bool IsMapped(AddressSpace space, ulong start, ulong length)
    {
        if (length > AddressSpace.UserTop || start > AddressSpace.UserTop - length) return false;
        ulong at = start;
        while (at < start + length)
        {
            if (!space.Query(at, out RegionInfo region) || region.Start > at || region.Kind == RegionKind.Guard) return false;
            at = region.End;
        }
        return true;
    }

    /// <summary>Drops pages. Parts without a region are passed over and make the result ENOMEM.</summary>
    private static Errno Discard(AddressSpace space, ulong start, ulong length, bool onlyPrivate)
    {
        if (start > AddressSpace.UserTop || length > AddressSpace.UserTop - start) return Errno.ENOMEM;
        ulong end = start + length;
        bool hasHole = false;
        for (ulong at = start; at < end;)
        {
            if (!space.Query(at, out RegionInfo region) || region.Start >= end) return Errno.ENOMEM;
            hasHole |= region.Start > at;
            if (region.IsLocked || (onlyPrivate && (region.IsShared || region.BackingId != 0))) return Errno.EINVAL;
            at = Math.Max(at, region.Start);
            ulong stop = Math.Min(region.End, end);
            Errno error = region.Kind == RegionKind.Guard ? Errno.ENOMEM : space.Discard(at, stop - at);
            if (error != Errno.None) return error;
            at = stop;
        }
        return hasHole ? Errno.ENOMEM : Errno.None;
    }

    /// <summary>Reads pages of files into the cache. What cannot be read is left to the access that needs it.</summary>
    private static void ReadAhead(ProcessThread caller, ulong start, ulong end)
    {
        for (ulong at = start; at < end && caller.Space.Query(at, out RegionInfo region); at = region.End)
        {
            if (region.BackingId == 0) continue;
            ulong stop = Math.Min(region.End, end);
            for (; at < stop; at += PageFrame.Size)
                if (caller.Kernel.PageCache.LoadPage(region.BackingId, at - region.Start + region.BackingOffset, false, out _) != Errno.None) break;
        }
    }

    private static void AddCached(ProcessThread caller, ulong start, Span<byte> states)
    {
        ulong end = start + ((ulong)states.Length * PageFrame.Size);
        for (ulong at = start; at < end && caller.Space.Query(at, out RegionInfo region); at = region.End)
        {
            if (region.BackingId == 0) continue;
            ulong stop = Math.Min(region.End, end);
            for (; at < stop; at += PageFrame.Size)
                if (caller.Kernel.PageCache.IsCached(region.BackingId, at - region.Start + region.BackingOffset)) states[(int)((at - start) / PageFrame.Size)] = 1;
        }
    }

    /// <summary>madvise(2) says EFAULT where an access would be a fault, whichever.</summary>
    private static Errno ToPopulateError(Errno error) => error is Errno.EACCES or Errno.EIO ? Errno.EFAULT : error;

    private static ulong RoundUp(ulong value) => (value + PageMask) & ~PageMask;
}
