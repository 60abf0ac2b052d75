namespace LiOS.Memory;

public unsafe partial struct MemorySpace
{
    /// <summary>Makes a copy-on-write copy of a user space. The parent's flush is included.</summary>
    /// <param name="child">The copy, or null.</param>
    /// <returns>Ok, InvalidArgument (a kernel space), OutOfMemory.</returns>
    public MemoryStatus Fork(out MemorySpace* child)
    {
        child = null;
        if (!_isUser)
            return MemoryStatus.InvalidArgument;
        MemorySpace* copy = CreateUser(_memory, _mapper.Root);
        if (copy == null)
            return MemoryStatus.OutOfMemory;
        TlbFlush flush = default;
        bool isComplete = CopyRegions(copy) && CopyEntries(copy, ref flush);
        // Also after a failure: what was write-protected stays so, and the first write finds a single owner.
        Complete(ref flush);
        if (!isComplete)
        {
            Destroy(copy);
            return MemoryStatus.OutOfMemory;
        }
        child = copy;
        return MemoryStatus.Ok;
    }

    private readonly bool CopyRegions(MemorySpace* child)
    {
        for (Region* region = (Region*)_regions.First(); region != null; region = NextOf(region))
        {
            if (!child->ReserveNodes(1, 1))
                return false;
            child->TakeGap(region->Start, region->End);
            child->AddRegion(region, region->Start, region->End);
        }
        return true;
    }

    /// <summary>Gives the child every entry of the parent; private frames become copy-on-write in both.</summary>
    private readonly bool CopyEntries(MemorySpace* child, ref TlbFlush flush)
    {
        ulong address = _low;
        ulong* slot;
        while ((slot = _mapper.NextTable(ref address, _high)) != null)
        {
            ulong* to = child->_mapper.EnsureSlot(address, 1, out _);
            if (to == null)
                return false;
            for (ulong stop = EndOfTable(address, _high); address < stop; address += Page.Size, slot++, to++)
            {
                PageTableEntry entry = new(*slot);
                if (entry.IsEmpty)
                    continue;
                if (entry.IsHeld)
                {
                    if (!entry.IsShared)
                    {
                        if (entry.IsWritable)
                            flush.Add(new VirtualAddress(address));
                        entry = new PageTableEntry((entry.Value & ~(PageTableEntry.WritableBit | PageTableEntry.DirtyBit)) | PageTableEntry.CopyOnWriteBit);
                        *slot = entry.Value;
                    }
                    _memory->Acquire(entry.Frame);
                    child->_residentPages++;
                }
                child->_mapper.Set(to, entry.Value);
            }
        }
        return true;
    }
}
