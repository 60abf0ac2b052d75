namespace LiOS.Memory;

public unsafe partial struct MemorySpace
{
    /// <summary>
    /// Whether changes of the space need somebody's consent first: limits, promises or locks have to be looked at. The nucleus
    /// then answers no memory call by itself.
    /// </summary>
    public bool IsSupervised { readonly get => _isSupervised; set => _isSupervised = value; }

    /// <summary>
    /// Chooses where mappings without a wished address go: between these addresses, as long as there is room there. Programs and
    /// their break areas keep their surroundings, and a random top hides from one program where another's libraries lie.
    /// </summary>
    /// <param name="bottom">Page-aligned, inside the space.</param>
    /// <param name="top">Page-aligned, inside the space, above the bottom.</param>
    public void SetMapWindow(ulong bottom, ulong top)
    {
        _memory->Require(((bottom | top) & (Page.Size - 1)) == 0 && bottom >= _low && top > bottom && top <= _high, "window for mappings outside the space");
        _mapBottom = bottom;
        _mapTop = top;
        for (Gap* gap = (Gap*)_gapsByAddress.First(); gap != null; gap = (Gap*)AvlTree.Next(&gap->ByAddress))
            _gapsBySize.Rekey(&gap->BySize, SizeKeyOf(gap->Start, gap->End), gap->Start);
    }

    /// <summary>Changes how far the stack may grow (RLIMIT_STACK); what it has grown to stays.</summary>
    /// <param name="bytes">Bytes below the stack's end. What the stack's region was made with is the most.</param>
    public readonly void LimitStack(ulong bytes)
    {
        for (Region* reserve = (Region*)_regions.First(); reserve != null; reserve = NextOf(reserve))
        {
            if (reserve->StackLimit == 0)
                continue;
            Region* stack = NextOf(reserve);
            if (stack == null || stack->Kind != RegionKind.Stack || stack->Start != reserve->End)
                continue;
            ulong lowest = reserve->Start + GuardOf(reserve->Start, stack->End);
            ulong limit = bytes >= stack->End - lowest ? lowest : (stack->End - bytes) & ~(Page.Size - 1);
            reserve->StackLimit = limit;
        }
    }

    /// <summary>Changes how much the space may cover for its stack to grow (RLIMIT_AS). Other growth is for the caller to refuse.</summary>
    /// <param name="bytes">Bytes of <see cref="MappedBytes"/>.</param>
    public void LimitSize(ulong bytes) => _mostBytes = bytes;

    /// <summary>Gives up every page at once; the regions stay. For a program that will never run again but is not taken apart yet.</summary>
    public void Reap()
    {
        TlbFlush flush = default;
        ClearPages(_low, _high, keepsTables: false, ref flush);
        Complete(ref flush);
    }

    /// <summary>Maps the memory of a shared region a second time (mremap(2) with an old size of 0).</summary>
    /// <param name="oldAddress">Page-aligned; the first page of the new region is the page here.</param>
    /// <param name="length">Bytes, greater than 0, rounded up.</param>
    /// <param name="fixedAddress">0, or the address it must have; what is there is unmapped.</param>
    /// <param name="address">The new region.</param>
    /// <returns>Ok, InvalidArgument (not shared), BadAddress (no region), OutOfMemory.</returns>
    public MemoryStatus Duplicate(ulong oldAddress, ulong length, ulong fixedAddress, out ulong address)
    {
        address = 0;
        ulong size = (length + Page.Size - 1) & ~(Page.Size - 1);
        if (length == 0 || size < length || (oldAddress & (Page.Size - 1)) != 0 || (fixedAddress != 0 && !IsRange(fixedAddress, size, out _)))
            return MemoryStatus.InvalidArgument;
        Region* source = FindRegion(oldAddress);
        if (source == null)
            return MemoryStatus.BadAddress;
        if (!source->IsShared || source->OffsetOf(oldAddress) + size < size)
            return MemoryStatus.InvalidArgument;
        ulong start = fixedAddress;
        if ((start == 0 && FindPlace(size, 0, out start) == null) || !ReserveNodes(4, 4))
            return MemoryStatus.OutOfMemory;
        Region copy = *source;
        copy.BackingOffset = source->OffsetOf(oldAddress);
        copy.IsLocked = false;
        // The memory must outlive its old region, which may lie where the new one goes.
        if (copy.Shared != null)
            copy.Shared->Regions++;
        MemoryStatus status = fixedAddress == 0 ? MemoryStatus.Ok : Unmap(start, size);
        if (status == MemoryStatus.Ok)
        {
            TakeGap(start, start + size);
            AddRegion(&copy, start, start + size);
            address = start;
        }
        if (copy.Shared != null)
            copy.Shared->Regions--;
        return status;
    }

    /// <summary>Bytes at the low end of a stack's room that are never given up.</summary>
    private static ulong GuardOf(ulong start, ulong end)
    {
        ulong half = ((end - start) >> 1) & ~(Page.Size - 1);
        return half < StackGuard ? half : StackGuard;
    }
}
