namespace LiOS.Memory;

/// <remarks>
/// The pages of a file come from the pager. An entry of a shared mapping that is marked copy-on-write is not copied: its first
/// write asks the pager again, which so learns that the page will differ from what is stored.
/// </remarks>
public unsafe partial struct MemorySpace
{
    /// <summary>Maps a file's page. The mapping takes its own reference. Where a page is already, it only becomes writable when that is due.</summary>
    /// <param name="address">Any address in the page.</param>
    /// <param name="frame">An allocated frame with the page's contents. Private mappings copy it before the first write; shared ones write to it.</param>
    /// <param name="mayWrite">For a shared mapping: whether the pager knows that the page will be written.</param>
    /// <returns>Ok, BadAddress (no region), InvalidArgument (not a file region), OutOfMemory.</returns>
    public MemoryStatus InstallPage(ulong address, Frame frame, bool mayWrite)
    {
        ulong number = frame.Number;
        return InstallPages(address, &number, 1, 0, mayWrite);
    }

    /// <summary>Maps a file's page, and neighbours that are in memory anyway, as far as they lie in the same region and page table.</summary>
    /// <param name="address">Any address in the page.</param>
    /// <param name="frames">Frame numbers of consecutive pages; 0 for a page that is to be left alone.</param>
    /// <param name="count">How many, 1 to 512.</param>
    /// <param name="index">Which of them is the page itself; it must not be 0.</param>
    /// <param name="mayWrite">For a shared mapping: whether the pager knows that the page itself will be written.</param>
    /// <returns>Ok, BadAddress (no region), InvalidArgument (not a file region), OutOfMemory.</returns>
    public MemoryStatus InstallPages(ulong address, ulong* frames, uint count, uint index, bool mayWrite)
    {
        Region* region = FindRegion(address);
        if (region == null)
            return MemoryStatus.BadAddress;
        if (region->Kind != RegionKind.File || count > 512 || index >= count || frames[index] == 0)
            return MemoryStatus.InvalidArgument;
        ulong* slot = _mapper.EnsureEntry(address);
        if (slot == null)
            return MemoryStatus.OutOfMemory;
        ulong state = PageTableEntry.HeldBit | PageTableEntry.CopyOnWriteBit | (region->IsShared ? PageTableEntry.SharedBit : 0);
        bool isWritable = mayWrite && region->IsShared;
        if (*slot == 0)
            Install(slot, new Frame(frames[index]), region->Protection, isWritable ? state & ~PageTableEntry.CopyOnWriteBit : state);
        else if (isWritable && new PageTableEntry(*slot).IsCopyOnWrite)
            AllowWriting(slot, address, region->Protection);

        ulong page = address & ~(Page.Size - 1);
        ulong low = address & ~(TableSpan - 1), high = EndOfTable(address, region->End);
        if (low < region->Start)
            low = region->Start;
        for (uint i = 0; i < count; i++)
        {
            ulong at = page + ((ulong)i << Page.SizeLog2) - ((ulong)index << Page.SizeLog2);
            ulong* other = slot + i - index;
            if (frames[i] != 0 && at >= low && at < high && *other == 0)
                Install(other, new Frame(frames[i]), region->Protection, state);
        }
        return MemoryStatus.Ok;
    }

    /// <summary>Drops the pages of a file from an offset on, private copies too: the file has become shorter.</summary>
    /// <param name="backingId">The file.</param>
    /// <param name="offset">Page-aligned.</param>
    /// <returns>Ok, OutOfMemory (a page table shared since a fork had to be copied, and not even the reserve had a frame).</returns>
    public MemoryStatus DiscardFile(ulong backingId, ulong offset)
    {
        TlbFlush flush = default;
        MemoryStatus status = MemoryStatus.Ok;
        for (Region* region = (Region*)_regions.First(); region != null; region = NextOf(region))
        {
            if (region->Kind != RegionKind.File || region->BackingId != backingId || region->OffsetOf(region->End) <= offset)
                continue;
            ulong start = region->BackingOffset >= offset ? region->Start : region->Start + (offset - region->BackingOffset);
            if (TryUnshareEnds(start, region->End, AllocationFlags.UseReserve))
                ClearPages(start, region->End, keepsTables: false, ref flush);
            else
                status = MemoryStatus.OutOfMemory;
        }
        Complete(ref flush);
        return status;
    }

    /// <summary>Whether a file's page is there and needs no pager for an access.</summary>
    private readonly bool HasPage(ulong address, bool isWrite)
    {
        const ulong unannounced = PageTableEntry.SharedBit | PageTableEntry.CopyOnWriteBit;
        ulong* directory = _mapper.FindDirectory(address);
        if (directory == null)
            return false;
        ulong entry = *_mapper.SlotBelow(directory, address);
        return entry != 0 && !(isWrite && (entry & unannounced) == unannounced);
    }

    private void Install(ulong* slot, Frame frame, Protection protection, ulong state)
    {
        _memory->Acquire(frame);
        _mapper.Set(slot, EntryFor(frame, protection, state));
        _residentPages++;
    }

    private readonly void AllowWriting(ulong* slot, ulong address, Protection protection)
    {
        *slot = EntryFor(new PageTableEntry(*slot).Frame, protection, PageTableEntry.HeldBit | PageTableEntry.SharedBit);
        MachineHooks* hooks = PhysicalMemory.HooksOf(_memory);
        hooks->InvalidatePage(address & ~(Page.Size - 1), _mapper.Tag, hooks->Context);
    }
}
