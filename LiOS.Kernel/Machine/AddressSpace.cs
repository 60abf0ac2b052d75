using System;
using System.Runtime.InteropServices;

namespace LiOS.Machine;

/// <summary>
/// The user half of a virtual address space: regions and gaps, lazily filled with pages. The kernel reaches user memory
/// through the copy methods alone: they resolve faults as the program's own accesses would and never fault themselves.
/// </summary>
public abstract class AddressSpace : IDisposable
{
    /// <summary>First address a program may use (64 KiB: nothing is ever mapped below).</summary>
    public const ulong UserBase = 0x1_0000;

    /// <summary>First address behind what a program may use (112 TiB).</summary>
    public const ulong UserTop = 0x7000_0000_0000;

    /// <summary>Pages that are present in this space now (the resident set), shared ones included.</summary>
    public abstract ulong ResidentPages { get; }

    /// <summary>Bytes covered by regions (VmSize).</summary>
    public abstract ulong MappedBytes { get; }

    /// <summary>Adds a region. On failure the space is as before.</summary>
    /// <param name="request">What to map and where.</param>
    /// <param name="address">The region's address.</param>
    /// <returns>None; EINVAL (zero length, misaligned, outside the user range); EEXIST; ENOMEM.</returns>
    public abstract Errno Map(in MapRequest request, out ulong address);

    /// <summary>Removes every page and region part in a range; ranges without a region are passed over.</summary>
    /// <returns>None; EINVAL (misaligned, zero length or outside the user range); ENOMEM (a split needed memory).</returns>
    public abstract Errno Unmap(ulong address, ulong length);

    /// <summary>Changes the rights of a range that is wholly covered by regions.</summary>
    /// <returns>None; EINVAL; ENOMEM (a part has no region, or a split needed memory).</returns>
    public abstract Errno Protect(ulong address, ulong length, Protection protection);

    /// <summary>Drops the pages of a range but keeps its regions: private anonymous memory reads as zero afterwards (MADV_DONTNEED).</summary>
    /// <returns>None; EINVAL; ENOMEM (a part has no region).</returns>
    public abstract Errno Discard(ulong address, ulong length);

    /// <summary>Drops the pages of a file from an offset on, private copies of them too, and keeps the regions: the file has become shorter.</summary>
    /// <returns>None or ENOMEM (some pages are still mapped).</returns>
    public abstract Errno DiscardFile(ulong backingId, ulong offset);

    /// <summary>Grows, shrinks or moves one mapping (mremap(2)); pages move, they are not copied.</summary>
    /// <returns>None; EINVAL; EFAULT (no single region there); ENOMEM.</returns>
    public abstract Errno Remap(ulong oldAddress, ulong oldLength, ulong newLength, bool mayMove, ulong? fixedAddress, out ulong address);

    /// <summary>Makes a copy-on-write copy of the whole space.</summary>
    /// <returns>None or ENOMEM.</returns>
    public abstract Errno Fork(out AddressSpace? child);

    /// <summary>Finds the region that contains an address, or the first one above it.</summary>
    /// <returns>Whether there is one.</returns>
    public abstract bool Query(ulong address, out RegionInfo region);

    /// <summary>Copies from user memory.</summary>
    /// <returns>None or EFAULT; after EFAULT the destination's contents are undefined.</returns>
    public abstract Errno CopyIn(ulong address, Span<byte> destination);

    /// <summary>Copies to user memory.</summary>
    /// <returns>None or EFAULT; after EFAULT a part may have been written.</returns>
    public abstract Errno CopyOut(ulong address, ReadOnlySpan<byte> source);

    /// <summary>Copies a NUL-terminated string from user memory.</summary>
    /// <param name="address">Address of the first byte.</param>
    /// <param name="buffer">Where the bytes go, without the NUL.</param>
    /// <param name="length">Bytes before the NUL.</param>
    /// <returns>None; EFAULT; ENAMETOOLONG when there is no NUL within the buffer's length.</returns>
    public abstract Errno CopyInString(ulong address, Span<byte> buffer, out int length);

    /// <summary>Reads one value from user memory; it need not be aligned.</summary>
    /// <returns>None or EFAULT.</returns>
    public Errno Read<T>(ulong address, out T value) where T : unmanaged
    {
        value = default;
        return CopyIn(address, MemoryMarshal.AsBytes(new Span<T>(ref value)));
    }

    /// <summary>Writes one value to user memory; it need not be aligned.</summary>
    /// <returns>None or EFAULT.</returns>
    public Errno Write<T>(ulong address, in T value) where T : unmanaged =>
        CopyOut(address, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    /// <summary>
    /// Does for an access what the processor's page fault would do, and calls the pager when a file page is needed.
    /// </summary>
    /// <param name="address">Any address.</param>
    /// <param name="access">The kind of access: Read, Write or Execute.</param>
    /// <returns>None (the access may be tried again); EFAULT (no region: SEGV_MAPERR); EACCES (rights: SEGV_ACCERR); EIO (SIGBUS); ENOMEM.</returns>
    public abstract Errno ResolveFault(ulong address, Protection access);

    /// <summary>Names the memory behind an address for a shared futex: equal keys mean the same memory, in any space.</summary>
    /// <returns>None or EFAULT.</returns>
    public abstract Errno GetFutexKey(ulong address, bool isShared, out (ulong Space, ulong Offset) key);

    /// <summary>Adds up the regions and page tables; the cost grows with their number.</summary>
    public abstract SpaceTotals Measure();

    /// <summary>Looks at every page of a range.</summary>
    public abstract PageUsage MeasurePages(ulong start, ulong end);

    /// <summary>Tells for each page from an address on whether the space has it in memory now: 1 or 0.</summary>
    /// <returns>None; EINVAL; ENOMEM (a part has no region).</returns>
    public abstract Errno GetResidency(ulong address, Span<byte> states);

    /// <summary>Marks the regions of a range as locked, or no longer. Nothing is ever swapped out: the mark only counts.</summary>
    /// <returns>None; EINVAL; ENOMEM (a part has no region, or a split needed memory).</returns>
    public abstract Errno SetLocked(ulong address, ulong length, bool isLocked);

    /// <summary>Notes whether private anonymous memory of a range should get pages of 2 MiB. Pages that are there stay as they are.</summary>
    /// <returns>None; EINVAL; ENOMEM (a part has no region, or a split needed memory).</returns>
    public abstract Errno AdviseHugePages(ulong address, ulong length, HugePageAdvice advice);

    /// <summary>Marks every region as locked, or no longer.</summary>
    public abstract void SetAllLocked(bool isLocked);

    /// <summary>Whether a part of a range is locked.</summary>
    public abstract bool HasLocked(ulong address, ulong end);

    /// <summary>Maps the memory of a shared region a second time (mremap(2) with an old size of 0).</summary>
    /// <returns>None; EINVAL (not shared); EFAULT (no region there); ENOMEM.</returns>
    public abstract Errno Duplicate(ulong oldAddress, ulong length, ulong? fixedAddress, out ulong address);

    /// <summary>Gives up every page at once; the regions stay. For a program that will never run again.</summary>
    public abstract void Reap();

    /// <summary>Mappings without a wished address go between these two, as long as there is room.</summary>
    /// <param name="bottom">Page-aligned, inside the user range.</param>
    /// <param name="top">Page-aligned, inside the user range, above the bottom.</param>
    public abstract void SetMapWindow(ulong bottom, ulong top);

    /// <summary>Changes how far the stack may grow; the length its region was mapped with is the most.</summary>
    public abstract void LimitStack(ulong bytes);

    /// <summary>Changes up to which <see cref="MappedBytes"/> the stack may grow by itself (RLIMIT_AS).</summary>
    public abstract void LimitSize(ulong bytes);

    /// <summary>Chooses whether every memory call of the program comes up to the kernel, because limits, promises or locks have to be looked at.</summary>
    public abstract void SetSupervised(bool isSupervised);

    /// <summary>Frees the space, its page tables and its frames. No context may run in it any more.</summary>
    public abstract void Dispose();
}
