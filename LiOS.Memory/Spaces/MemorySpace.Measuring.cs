namespace LiOS.Memory;

public unsafe partial struct MemorySpace
{
    /// <summary>Adds up the regions and page tables; the cost grows with their number.</summary>
    public readonly SpaceTotals Measure()
    {
        SpaceTotals totals = default;
        for (Region* region = (Region*)_regions.First(); region != null; region = NextOf(region))
        {
            ulong pages = region->Length >> Page.SizeLog2;
            bool isWritable = (region->Protection & Protection.Write) != 0;
            if (region->Shared != null || (isWritable && !region->IsShared))
                totals.Promised += pages;
            if (region->Kind == RegionKind.Stack)
                totals.Stack += pages;
            else if (isWritable && !region->IsShared)
                totals.Data += pages;
            if (!isWritable && (region->Protection & Protection.Execute) != 0)
                totals.Code += pages;
            if (region->IsLocked)
                totals.Locked += pages;
        }
        totals.PageTables = _mapper.CountTables(_low, _high) + _hugePages;
        return totals;
    }

    /// <summary>Looks at every page-table entry of a range.</summary>
    /// <param name="start">Page-aligned.</param>
    /// <param name="end">Page-aligned, above the start.</param>
    public readonly PageUsage MeasurePages(ulong start, ulong end)
    {
        PageUsage usage = default;
        ulong address = start < _low ? _low : start;
        ulong high = end > _high ? _high : end;
        ulong* directory;
        while ((directory = _mapper.NextDirectory(ref address, high)) != null)
        {
            if (new PageTableEntry(*directory).IsLarge)
            {
                ulong pages = (EndOfTable(address, high) - address) >> Page.SizeLog2;
                usage.Resident += pages;
                usage.ProportionalBytes += pages << Page.SizeLog2;
                usage.Anonymous += pages;
                usage.Writable += pages;
                usage.Huge += pages;
                address = EndOfTable(address, high);
                continue;
            }
            ulong* slot = _mapper.SlotBelow(directory, address);
            ulong tableHolders = _memory->ReferencesOf(_memory->FrameOf(slot));
            for (ulong stop = EndOfTable(address, high); address < stop; address += Page.Size, slot++)
            {
                PageTableEntry entry = new(*slot);
                if (!entry.IsHeld)
                    continue;
                FrameOwner owner = _memory->OwnerOf(entry.Frame);
                // The object of shared anonymous memory is a holder itself, and no program.
                ulong holders = _memory->ReferencesOf(entry.Frame) - (owner == FrameOwner.UserShared ? 1u : 0) + (tableHolders - 1);
                usage.Resident++;
                usage.ProportionalBytes += Page.Size / holders;
                if (holders > 1)
                    usage.Shared++;
                if (owner == FrameOwner.UserShared)
                    usage.SharedAnonymous++;
                else if (owner == FrameOwner.UserAnonymous)
                    usage.Anonymous++;
                if (entry.IsWritable || owner == FrameOwner.UserAnonymous)
                    usage.Writable++;
            }
        }
        return usage;
    }

    /// <summary>Tells for each page of a range whether it is in memory, which is what mincore(2) asks. The page of zeros is.</summary>
    /// <param name="address">Page-aligned.</param>
    /// <param name="states">A byte per page: 1 where the space has the page, 0 elsewhere.</param>
    /// <param name="pages">How many.</param>
    /// <returns>Ok, InvalidArgument, BadAddress (a part has no region).</returns>
    public MemoryStatus GetResidency(ulong address, byte* states, ulong pages)
    {
        if (!IsRange(address, pages << Page.SizeLog2, out ulong end))
            return MemoryStatus.InvalidArgument;
        if (!IsCovered(address, end))
            return MemoryStatus.BadAddress;
        for (ulong i = 0; i < pages; i++)
        {
            ulong at = address + (i << Page.SizeLog2);
            ulong* directory = _mapper.FindDirectory(at);
            bool isResident = directory != null && (new PageTableEntry(*directory).IsLarge || *_mapper.SlotBelow(directory, at) != 0);
            states[i] = isResident ? (byte)1 : (byte)0;
        }
        return MemoryStatus.Ok;
    }
}
