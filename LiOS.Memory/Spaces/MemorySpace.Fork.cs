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
        copy->_mapBottom = _mapBottom;
        copy->_mapTop = _mapTop;
        copy->_mostBytes = _mostBytes;
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

    private bool CopyRegions(MemorySpace* child)
    {
        if (_regions.Count > uint.MaxValue || !ReserveNodes((uint)_regions.Count, (uint)_gapsByAddress.Count))
        {
            _memory->RegionCache.Trim();
            _memory->GapCache.Trim();
            return false;
        }
        child->RemoveGap((Gap*)child->_gapsByAddress.First());
        fixed (AvlTree* regions = &_regions, gaps = &_gapsByAddress)
        {
            child->_gapsByAddress.CloneFrom(gaps, &CloneGap, child);
            child->_regions.CloneFrom(regions, &CloneRegion, child);
        }
        child->_mappedBytes = _mappedBytes;
        return true;
    }

    private static AvlNode* CloneGap(void* child, AvlNode* node)
    {
        MemorySpace* space = (MemorySpace*)child;
        Gap* source = (Gap*)node;
        Gap* gap = (Gap*)space->_memory->GapCache.Allocate();
        gap->End = source->End;
        gap->BySize.Key = source->BySize.Key;
        gap->BySize.SecondKey = source->BySize.SecondKey;
        space->_gapsBySize.Insert(&gap->BySize);
        return &gap->ByAddress;
    }

    private static AvlNode* CloneRegion(void* child, AvlNode* node)
    {
        Region* source = (Region*)node;
        Region* region = (Region*)((MemorySpace*)child)->_memory->RegionCache.Allocate();
        region->CopyAttributes(source);
        region->End = source->End;
        if (region->Shared != null)
            region->Shared->Regions++;
        return &region->Node;
    }

    /// <summary>Lets the child use every page table of the parent, until one of them changes something in it. Huge pages are split: pages are shared one by one.</summary>
    private bool ShareTables(MemorySpace* child, ref TlbFlush flush)
    {
        ulong shared = 0;
        for (Region* region = (Region*)_regions.First(); region != null; region = NextOf(region))
        {
            if (region->Kind == RegionKind.Guard)
                continue;
            ulong address = region->Start < shared ? shared : region->Start;
            ulong* directory;
            while ((directory = _mapper.NextDirectory(ref address, region->End)) != null)
            {
                if (new PageTableEntry(*directory).IsLarge)
                    SplitHugePage(directory, address);
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
