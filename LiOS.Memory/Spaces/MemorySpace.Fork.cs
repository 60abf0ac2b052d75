namespace LiOS.Memory;

public unsafe partial struct MemorySpace
{
    /// <summary>Makes a copy-on-write copy of a user space: page tables are shared, pages follow. The parent's flush is included.</summary>
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
        _hasForked = copy->_hasForked = true;
        TlbFlush flush = default;
        bool isComplete = CopyRegions(copy) && ShareTables(copy, ref flush);
        // Also after a failure: what was write-protected stays so, and the first write finds that nobody shares it.
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
        child->RemoveGap((Gap*)child->_gapsByAddress.First());
        for (Gap* gap = (Gap*)_gapsByAddress.First(); gap != null; gap = (Gap*)AvlTree.Next(&gap->ByAddress))
        {
            if (!child->ReserveNodes(0, 1))
                return false;
            child->InsertGap(gap->Start, gap->End);
        }
        for (Region* region = (Region*)_regions.First(); region != null; region = NextOf(region))
        {
            if (!child->ReserveNodes(1, 0))
                return false;
            child->InsertRegion(region, region->Start, region->End);
        }
        child->_mappedBytes = _mappedBytes;
        return true;
    }

    /// <summary>Lets the child use every page table of the parent, until one of them changes something in it.</summary>
    private readonly bool ShareTables(MemorySpace* child, ref TlbFlush flush)
    {
        ulong shared = 0;
        for (Region* region = (Region*)_regions.First(); region != null; region = NextOf(region))
        {
            ulong address = region->Start < shared ? shared : region->Start;
            ulong* directory;
            while ((directory = _mapper.NextDirectory(ref address, region->End)) != null)
            {
                ulong* to = child->_mapper.EnsureSlot(address, 2, out _);
                if (to == null)
                    return false;
                if (_mapper.Share(directory, &child->_mapper, to))
                    flush.AddAll();
                shared = address = (address | (TableSpan - 1)) + 1;
            }
        }
        child->_residentPages = _residentPages;
        return true;
    }
}
