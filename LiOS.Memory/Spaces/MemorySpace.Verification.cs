namespace LiOS.Memory;

public unsafe partial struct MemorySpace
{
    /// <summary>Checks every invariant of the space, in time linear in its size. For tests and for hunting bugs.</summary>
    /// <param name="problem">What is wrong, or null.</param>
    /// <returns>Whether everything is as it must be.</returns>
    public readonly bool Verify(out string? problem)
    {
        problem = null;
        if (!_regions.IsValid() || !_gapsByAddress.IsValid() || !_gapsBySize.IsValid())
            problem = "a tree is out of order or out of balance";
        else if (_gapsByAddress.Count != _gapsBySize.Count)
            problem = "the trees of gaps differ in size";
        else if (!VerifyTiling(ref problem) || !VerifyPages(ref problem))
            return false;
        return problem is null;
    }

    private readonly bool VerifyTiling(ref string? problem)
    {
        Region* region = (Region*)_regions.First();
        Gap* gap = (Gap*)_gapsByAddress.First();
        Region* previous = null;
        bool wasGap = false;
        ulong at = _low;
        ulong bytes = 0;
        while (at < _high)
        {
            if (region != null && region->Start == at && region->End > at)
            {
                if (previous != null && previous->IsContinuedBy(region))
                    problem = "two regions could be one";
                if (region->Kind != RegionKind.Guard)
                    bytes += region->Length;
                previous = region;
                wasGap = false;
                at = region->End;
                region = NextOf(region);
            }
            else if (gap != null && gap->Start == at && gap->End > at)
            {
                if (wasGap)
                    problem = "two gaps touch";
                if (gap->BySize.Key != SizeKeyOf(gap->Start, gap->End) || gap->BySize.SecondKey != gap->Start)
                    problem = "a gap's keys are wrong";
                wasGap = true;
                at = gap->End;
                gap = (Gap*)AvlTree.Next(&gap->ByAddress);
            }
            else
            {
                problem = "regions and gaps do not tile the space";
                return false;
            }
        }
        if (at != _high || region != null || gap != null)
            problem = "a region or gap lies outside the space";
        if (bytes != _mappedBytes)
            problem = "mapped bytes are miscounted";
        return problem is null;
    }

    private readonly bool VerifyPages(ref string? problem)
    {
        const ulong states = PageTableEntry.CopyOnWriteBit | PageTableEntry.ZeroPageBit | PageTableEntry.SharedBit | PageTableEntry.HeldBit;
        ulong address = _low;
        ulong resident = 0;
        ulong huge = 0;
        ulong* directory;
        while ((directory = _mapper.NextDirectory(ref address, _high)) != null)
        {
            PageTableEntry above = new(*directory);
            if (above.IsLarge)
            {
                if (!VerifyHugePage(address, above, ref problem))
                    return false;
                huge++;
                resident += FramesPerHugePage;
                address += TableSpan;
                continue;
            }
            if (above.IsCopyOnWrite ? above.IsWritable || !_isUser : !above.IsWritable || (_isUser && _memory->ReferencesOf(above.Frame) != 1))
                problem = "a page table's holders and its directory entry contradict each other";
            ulong* slot = _mapper.SlotBelow(directory, address);
            FrameInfo* table = _memory->InfoOf(_memory->FrameOf(slot));
            bool isWhole = (address & (2 * ByteUnits.MiB - 1)) == 0 && _high - address >= 2 * ByteUnits.MiB;
            ulong used = 0;
            for (ulong stop = EndOfTable(address, _high); address < stop; address += Page.Size, slot++)
            {
                PageTableEntry entry = new(*slot);
                if (entry.IsEmpty)
                    continue;
                used++;
                Region* region = (Region*)_regions.FindFloor(address);
                if (region == null || address >= region->End || region->Kind == RegionKind.Guard)
                    problem = "a page lies outside every region";
                else if (entry.Value != EntryFor(entry.Frame, region->Protection, entry.Value & states))
                    problem = "a page's rights differ from its region's";
                else if (entry.IsHeld && entry.IsShared != region->IsShared)
                    problem = "a page is shared and its region is not, or the other way round";
                else if (entry.IsZeroPage ? entry.IsHeld || entry.Frame != _memory->ZeroFrame : !entry.IsHeld)
                    problem = "a page's state bits contradict each other";
                else if (entry.IsHeld && entry.IsWritable && !entry.IsShared && _memory->ReferencesOf(entry.Frame) != 1)
                    problem = "a private writable frame has other holders";
                else if (entry.IsHeld && _memory->ReferencesOf(entry.Frame) == 0)
                    problem = "a mapped frame is free";
                if (entry.IsHeld)
                    resident++;
                if (problem is not null)
                    return false;
            }
            if (isWhole && used != table->Detail)
                problem = "a page table's entries are miscounted";
            else if (table->Detail == 0)
                problem = "a page table is empty";
        }
        if (resident != _residentPages)
            problem = "resident pages are miscounted";
        else if (huge != _hugePages)
            problem = "huge pages are miscounted";
        else if (CountSpareTables() != huge)
            problem = "not every huge page has a page table set aside";
        return problem is null;
    }

    private readonly bool VerifyHugePage(ulong address, PageTableEntry entry, ref string? problem)
    {
        Region* region = (Region*)_regions.FindFloor(address);
        if (region == null || (address & (TableSpan - 1)) != 0 || region->Start > address || region->End < address + TableSpan || !region->Attributes.MayHaveHugePages)
            problem = "a huge page does not lie in one region of private memory";
        else if (entry.Value != HugeEntryFor(entry.Frame, region->Protection) || !entry.IsPresent || entry.Frame.Number % FramesPerHugePage != 0)
            problem = "a huge page's entry is not what its region asks for";
        for (ulong i = 0; i < FramesPerHugePage && problem is null; i++)
        {
            if (_memory->ReferencesOf(entry.Frame + i) != 1 || _memory->OwnerOf(entry.Frame + i) != FrameOwner.UserAnonymous)
                problem = "a huge page has a frame that is not its own";
        }
        return problem is null;
    }

    private readonly ulong CountSpareTables()
    {
        ulong count = 0;
        for (ulong* table = (ulong*)_spareTables; table != null && count <= _hugePages; table = (ulong*)*table)
            count++;
        return count;
    }
}
