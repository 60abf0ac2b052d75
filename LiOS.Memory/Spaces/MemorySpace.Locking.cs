namespace LiOS.Memory;

public unsafe partial struct MemorySpace
{
    /// <summary>
    /// Marks the regions of a range as locked, or no longer (mlock(2)). Pages are never taken from a space against its will, so
    /// the mark only counts; filling the pages is the caller's business.
    /// </summary>
    /// <returns>Ok, InvalidArgument, BadAddress (a part has no region; nothing is changed), OutOfMemory.</returns>
    public MemoryStatus SetLocked(ulong address, ulong length, bool isLocked)
    {
        if (!IsRange(address, length, out ulong end))
            return MemoryStatus.InvalidArgument;
        if (!IsCovered(address, end))
            return MemoryStatus.BadAddress;
        if (!ReserveNodes(2, 0))
            return MemoryStatus.OutOfMemory;
        Mark(address, end, &ChangeLock, isLocked ? 1 : 0);
        return MemoryStatus.Ok;
    }

    /// <summary>Marks every region as locked, or no longer (mlockall(2)). Guards are passed over.</summary>
    public void SetAllLocked(bool isLocked) => Mark(_low, _high, &ChangeLock, isLocked ? 1 : 0);

    /// <summary>Whether a part of a range is locked.</summary>
    public bool HasLocked(ulong address, ulong end)
    {
        for (Region* region = FirstRegionAbove(address); region != null && region->Start < end; region = NextOf(region))
        {
            if (region->IsLocked)
                return true;
        }
        return false;
    }

    private static void ChangeLock(RegionAttributes* attributes, int isLocked)
    {
        if (attributes->Kind != RegionKind.Guard)
            attributes->IsLocked = isLocked != 0;
    }

    /// <summary>Changes attributes of the regions of a range. Two nodes must be reserved when the range cuts regions.</summary>
    private void Mark(ulong address, ulong end, delegate*<RegionAttributes*, int, void> change, int value)
    {
        Region* region = FirstRegionAbove(address);
        while (region != null && region->Start < end)
        {
            RegionAttributes wanted = region->Attributes;
            change(&wanted, value);
            if (!wanted.Equals(region->Attributes))
            {
                if (region->Start < address)
                {
                    Split(region, address);
                    region = NextOf(region);
                }
                if (region->End > end)
                    Split(region, end);
                region->Attributes = wanted;
            }
            Region* next = NextOf(region);
            MergeWithPrevious(region);
            region = next;
        }
        if (region != null)
            MergeWithPrevious(region);
    }
}
