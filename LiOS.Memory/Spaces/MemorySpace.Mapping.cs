using System.Runtime.CompilerServices;

namespace LiOS.Memory;

public unsafe partial struct MemorySpace
{
    private const ulong InitialStack = 128 * ByteUnits.KiB;
    private const ulong StackGuard = 64 * ByteUnits.KiB;

    /// <summary>Adds a region.</summary>
    /// <param name="request">What to map and where.</param>
    /// <param name="address">The region's address.</param>
    /// <returns>Ok, InvalidArgument, Exists, OutOfMemory.</returns>
    public MemoryStatus Map(MapRequest* request, out ulong address)
    {
        address = 0;
        ulong length = (request->Length + Page.Size - 1) & ~(Page.Size - 1);
        if (length < request->Length || length == 0 || !IsConsistent(request, length))
            return MemoryStatus.InvalidArgument;
        ulong start = request->Address;
        Gap* gap = null;
        if (request->Placement == Placement.Hint)
        {
            gap = FindPlace(length, start, out start);
            if (gap == null)
                return MemoryStatus.OutOfMemory;
        }
        else if (!IsRange(start, length, out _))
        {
            return MemoryStatus.InvalidArgument;
        }
        else if (request->Placement == Placement.FixedNoReplace && (gap = FindGap(start, start + length)) == null)
        {
            return MemoryStatus.Exists;
        }
        if (!ReserveNodes(3, 3) || (gap == null && !TryUnshareEnds(start, start + length)))
            return MemoryStatus.OutOfMemory;

        Region region = default;
        region.Attributes.Kind = request->Kind;
        region.Attributes.Protection = request->Kind == RegionKind.Guard ? Protection.None : request->Protection;
        region.Attributes.IsShared = request->IsShared;
        if (request->Kind == RegionKind.File)
        {
            region.BackingId = request->BackingId;
            region.BackingOffset = request->BackingOffset;
            region.Attributes.IsReadOnly = request->IsReadOnly;
        }
        else if (request->IsShared && !TryCreateShared(length, out region.Shared))
        {
            return MemoryStatus.OutOfMemory;
        }

        if (gap == null)
        {
            RemoveNow(start, start + length);
            gap = FindGap(start, start + length);
        }
        TakeGap(gap, start, start + length);
        if (request->Kind == RegionKind.Stack)
            AddStack(&region, start, start + length);
        else
            AddRegion(&region, start, start + length);
        address = start;
        return MemoryStatus.Ok;
    }

    /// <summary>Removes every page and region part in a range; parts without a region are passed over.</summary>
    /// <param name="address">Page-aligned.</param>
    /// <param name="length">Bytes, greater than 0, rounded up to whole pages.</param>
    /// <returns>Ok, InvalidArgument, OutOfMemory (a region had to be split).</returns>
    public MemoryStatus Unmap(ulong address, ulong length)
    {
        if (!IsRange(address, length, out ulong end))
            return MemoryStatus.InvalidArgument;
        if (!ReserveNodes(1, 1) || !TryUnshareEnds(address, end))
            return MemoryStatus.OutOfMemory;
        RemoveNow(address, end);
        return MemoryStatus.Ok;
    }

    private void RemoveNow(ulong start, ulong end)
    {
        TlbFlush flush = default;
        RemoveRange(start, end, keepsTables: false, ref flush);
        Complete(ref flush);
    }

    /// <summary>Changes the rights of a range.</summary>
    /// <returns>Ok, InvalidArgument, BadAddress (a part has no region), BadAccess (a guard region, or writes where they can never be allowed), OutOfMemory.</returns>
    public MemoryStatus Protect(ulong address, ulong length, Protection protection)
    {
        if (!IsRange(address, length, out ulong end) || !IsProtection(protection))
            return MemoryStatus.InvalidArgument;
        Region* region = FirstRegionAbove(address);
        Region* at = region;
        bool isRefused = false;
        for (ulong covered = address; ; at = NextOf(at))
        {
            if (at == null || at->Start > covered)
                return MemoryStatus.BadAddress;
            isRefused |= at->Kind == RegionKind.Guard || (at->IsReadOnly && (protection & Protection.Write) != 0);
            covered = at->End;
            if (covered >= end)
                break;
        }
        if (isRefused)
            return MemoryStatus.BadAccess;
        if (!ReserveNodes(2, 0) || !TryUnshareRange(address, end))
            return MemoryStatus.OutOfMemory;
        TlbFlush flush = default;
        Region* previous = (Region*)AvlTree.Previous(&region->Node);
        while (region != null && region->Start < end)
        {
            if (region->Protection != protection)
            {
                if (region->Start < address)
                {
                    Split(region, address);
                    previous = region;
                    region = NextOf(region);
                }
                if (region->End > end)
                    Split(region, end);
                region->Protection = protection;
                ProtectPages(region->Start, region->End, protection, ref flush);
            }
            Region* next = NextOf(region);
            previous = Merge(previous, region);
            region = next;
        }
        if (region != null)
            Merge(previous, region);
        Complete(ref flush);
        return MemoryStatus.Ok;
    }

    /// <summary>Drops the pages of a range and keeps its regions: private anonymous memory reads as zero afterwards, files are asked for again (MADV_DONTNEED).</summary>
    /// <returns>Ok, InvalidArgument, BadAddress (a part has no region), OutOfMemory (a page table shared since a fork had to be copied).</returns>
    public MemoryStatus Discard(ulong address, ulong length)
    {
        if (!IsRange(address, length, out ulong end))
            return MemoryStatus.InvalidArgument;
        if (!IsCovered(address, end))
            return MemoryStatus.BadAddress;
        if (!TryUnshareEnds(address, end))
            return MemoryStatus.OutOfMemory;
        TlbFlush flush = default;
        ClearPages(address, end, keepsTables: false, ref flush);
        Complete(ref flush);
        return MemoryStatus.Ok;
    }

    /// <summary>Fills a range with frames of zeros where it has none yet. For kernel spaces; interrupts must not find a lazy page there.</summary>
    /// <returns>Ok, InvalidArgument, BadAddress (a part has no region), BadAccess (a part has no rights, or is not anonymous), OutOfMemory.</returns>
    public MemoryStatus Populate(ulong address, ulong length)
    {
        if (!IsRange(address, length, out ulong end))
            return MemoryStatus.InvalidArgument;
        if (!IsCovered(address, end))
            return MemoryStatus.BadAddress;
        for (Region* at = FirstRegionAbove(address); at != null && at->Start < end; at = NextOf(at))
        {
            if (at->Protection == Protection.None || at->HasOffset)
                return MemoryStatus.BadAccess;
        }
        MemoryStatus status = MemoryStatus.Ok;
        for (Region* at = FirstRegionAbove(address); at != null && at->Start < end && status == MemoryStatus.Ok; at = NextOf(at))
        {
            ulong low = at->Start < address ? address : at->Start;
            status = PopulatePages(low, at->End < end ? at->End : end, at->Protection);
        }
        TlbFlush flush = default;
        SettlePages(address, end, status == MemoryStatus.Ok, ref flush);
        Complete(ref flush);
        return status;
    }

    /// <summary>Gives the frames of a range back and keeps its regions; the opposite of <see cref="Populate"/>.</summary>
    /// <returns>Ok, InvalidArgument, BadAddress (a part has no region).</returns>
    public MemoryStatus Decommit(ulong address, ulong length) => Discard(address, length);

    private MemoryStatus PopulatePages(ulong address, ulong end, Protection protection)
    {
        while (address < end)
        {
            ulong* slot = _mapper.EnsureEntry(address);
            if (slot == null && IsHuge(address))
            {
                address = EndOfTable(address, end);
                continue;
            }
            if (slot == null)
                return MemoryStatus.OutOfMemory;
            for (ulong stop = EndOfTable(address, end); address < stop; address += Page.Size, slot++)
            {
                // The page of zeros is left alone: its first write finds a frame or fails as any write.
                if (*slot != 0)
                    continue;
                if (!_memory->TryAllocateZeroed(PageOwner, AllocationSite.PopulatedPage, out Frame frame))
                    return MemoryStatus.OutOfMemory;
                _mapper.Set(slot, EntryFor(frame, protection, PageTableEntry.HeldBit | PageTableEntry.FreshBit));
                _residentPages++;
            }
        }
        return MemoryStatus.Ok;
    }

    /// <summary>Keeps the fresh entries of a range, or takes them back.</summary>
    private void SettlePages(ulong start, ulong end, bool keeps, ref TlbFlush flush)
    {
        ulong address = start;
        ulong* slot;
        while ((slot = _mapper.NextTable(ref address, end)) != null)
        {
            ulong table = address;
            for (ulong stop = EndOfTable(address, end); address < stop; address += Page.Size, slot++)
            {
                if ((*slot & PageTableEntry.FreshBit) == 0)
                    continue;
                if (keeps)
                    *slot &= ~PageTableEntry.FreshBit;
                else
                    ClearEntries(slot, address, address + Page.Size, ref flush);
            }
            _mapper.Prune(table, ref flush);
        }
    }

    private readonly FrameOwner PageOwner => _isUser ? FrameOwner.UserAnonymous : FrameOwner.KernelSpace;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsConsistent(MapRequest* request, ulong length)
    {
        if (!IsProtection(request->Protection) || (uint)request->Kind > (uint)RegionKind.Guard || (uint)request->Placement > (uint)Placement.FixedNoReplace)
            return false;
        if (request->Kind == RegionKind.File)
        {
            return _isUser && request->BackingId != 0 && (request->BackingOffset & (Page.Size - 1)) == 0
                && request->BackingOffset + length > request->BackingOffset;
        }
        if (request->IsShared)
            return _isUser && (request->Kind == RegionKind.Anonymous || request->Kind == RegionKind.Heap);
        return request->Kind != RegionKind.Stack || (_isUser && length >= 2 * Page.Size);
    }

    private static bool IsProtection(Protection protection) =>
        ((int)protection & ~(int)(Protection.Read | Protection.Write | Protection.Execute)) == 0;

    private readonly bool TryCreateShared(ulong length, out SharedMemory* shared)
    {
        shared = null;
        if (length >> Page.SizeLog2 > SharedMemory.MaximumPages || !_memory->SharedMemoryCache.Reserve(1, AllocationFlags.None, AllocationSite.SharedRecord))
            return false;
        shared = (SharedMemory*)_memory->SharedMemoryCache.Allocate();
        *shared = default;
        return true;
    }

    /// <summary>Adds a stack and, below it, the guard region that it may grow into.</summary>
    private void AddStack(Region* stack, ulong start, ulong end)
    {
        ulong half = ((end - start) >> 1) & ~(Page.Size - 1);
        ulong limit = start + (half < StackGuard ? half : StackGuard);
        ulong bottom = end - limit > InitialStack ? end - InitialStack : limit;
        Region reserve = default;
        reserve.Attributes.Kind = RegionKind.Guard;
        reserve.StackLimit = limit;
        AddRegion(&reserve, start, bottom);
        AddRegion(stack, bottom, end);
    }
}
