namespace LiOS.Memory;

public unsafe partial struct MemorySpace
{
    /// <summary>Does what a page fault asks for.</summary>
    /// <param name="address">The address (CR2); any value.</param>
    /// <param name="access">Exactly one of Read, Write, Execute.</param>
    /// <param name="fromUser">Whether ring 3 made the access.</param>
    public FaultOutcome HandleFault(ulong address, Protection access, bool fromUser)
    {
        Region* region = FindRegion(address);
        if (region == null || (region->StackLimit != 0 && (region = GrowStack(region, address)) == null))
            return FaultOutcome.BadAddress;
        Protection rights = region->Protection == Protection.None ? Protection.None : region->Protection | Protection.Read;
        if ((rights & access) != access || rights == Protection.None || (fromUser && !_isUser))
            return FaultOutcome.BadAccess;
        bool isWrite = (access & Protection.Write) != 0;
        if (region->Kind == RegionKind.File && !HasPage(address, isWrite))
            return FaultOutcome.NeedsPage;
        ulong* slot = _mapper.EnsureEntry(address);
        if (slot == null)
            return FaultOutcome.OutOfMemory;
        if (*slot != 0)
            return ResolveEntry(slot, address, isWrite);

        Frame frame;
        ulong state = PageTableEntry.HeldBit;
        if (region->Shared != null)
        {
            if (!region->Shared->TryGetPage(_memory, region->OffsetOf(address) >> Page.SizeLog2, out frame))
                return GiveUp(address);
            _memory->Acquire(frame);
            state |= PageTableEntry.SharedBit;
        }
        else if (isWrite || !_isUser)
        {
            if (!_memory->TryAllocateZeroed(PageOwner, AllocationSite.FirstTouch, out frame))
                return GiveUp(address);
        }
        else
        {
            frame = _memory->ZeroFrame;
            state = PageTableEntry.ZeroPageBit;
        }
        _mapper.Set(slot, EntryFor(frame, region->Protection, state));
        if ((state & PageTableEntry.HeldBit) != 0)
            _residentPages++;
        return FaultOutcome.Resolved;
    }

    /// <summary>A fault on an entry that exists: the first write to the page of zeros or to a frame that others may have, or a stale translation.</summary>
    private FaultOutcome ResolveEntry(ulong* slot, ulong address, bool isWrite)
    {
        PageTableEntry entry = new(*slot);
        if (isWrite && !entry.IsWritable)
        {
            const ulong writable = PageTableEntry.WritableBit | PageTableEntry.DirtyBit;
            const ulong cleared = PageTableEntry.AddressMask | PageTableEntry.CopyOnWriteBit | PageTableEntry.ZeroPageBit;
            Frame frame = entry.Frame;
            if (entry.IsZeroPage)
            {
                if (!_memory->TryAllocateZeroed(PageOwner, AllocationSite.ZeroPageWrite, out frame))
                    return FaultOutcome.OutOfMemory;
                _residentPages++;
            }
            else if (entry.IsCopyOnWrite && _memory->ReferencesOf(frame) != 1)
            {
                if (!_memory->TryAllocate(PageOwner, AllocationSite.CopyOnWrite, out Frame copy))
                    return FaultOutcome.OutOfMemory;
                PhysicalMemory.HooksOf(_memory)->CopyPage(_memory->PointerTo(copy), _memory->PointerTo(frame));
                _memory->Release(frame);
                frame = copy;
            }
            *slot = (entry.Value & ~cleared) | frame.Start.Value | writable | PageTableEntry.HeldBit;
        }
        // One page, known here: no obligation has to be carried anywhere.
        MachineHooks* hooks = PhysicalMemory.HooksOf(_memory);
        hooks->InvalidatePage(address & ~(Page.Size - 1), _mapper.Tag, hooks->Context);
        return FaultOutcome.Resolved;
    }

    /// <summary>Leaves no empty page table behind when there was none for the page itself.</summary>
    private readonly FaultOutcome GiveUp(ulong address)
    {
        TlbFlush flush = default;
        _mapper.Prune(address, ref flush);
        Complete(ref flush);
        return FaultOutcome.OutOfMemory;
    }

    /// <summary>Moves the border between a stack and the guard region below it down to an address.</summary>
    /// <returns>The stack, or null when it may not grow that far.</returns>
    private Region* GrowStack(Region* reserve, ulong address)
    {
        ulong bottom = address & ~(Page.Size - 1);
        Region* stack = NextOf(reserve);
        if (stack == null || stack->Kind != RegionKind.Stack || stack->Start != reserve->End || bottom < reserve->StackLimit || bottom <= reserve->Start)
            return null;
        ulong more = reserve->End - bottom;
        if (_mappedBytes > _mostBytes || more > _mostBytes - _mappedBytes)
            return null;
        _mappedBytes += more;
        // Both keep their places in the order of addresses.
        reserve->End = bottom;
        stack->Node.Key = bottom;
        _last = stack;
        return stack;
    }
}
