using System.Runtime.CompilerServices;

namespace LiOS.Memory;

public unsafe partial struct MemorySpace
{
    /// <summary>In the tree of sizes: mark of a gap that lies, even in part, in the window for mappings.</summary>
    private const ulong InWindow = 1UL << 63;

    /// <summary>Makes sure that the infallible half of an operation finds its nodes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool ReserveNodes(uint regions, uint gaps)
    {
        AllocationFlags flags = _isUser ? AllocationFlags.None : AllocationFlags.UseReserve;
        return _memory->RegionCache.Reserve(regions, flags, AllocationSite.RegionNodes) && _memory->GapCache.Reserve(gaps, flags, AllocationSite.GapNodes);
    }

    /// <summary>The region that contains an address, or null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Region* FindRegion(ulong address)
    {
        Region* region = _last;
        return region != null && address - region->Start < region->Length ? region : LookUpRegion(address);
    }

    private Region* LookUpRegion(ulong address)
    {
        Region* region = (Region*)_regions.FindFloor(address);
        if (region == null || address >= region->End)
            return null;
        _last = region;
        return region;
    }

    /// <summary>The first region that ends above an address, or null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Region* FirstRegionAbove(ulong address)
    {
        Region* region = _last;
        return region != null && address - region->Start < region->Length ? region : LookUpRegionAbove(address);
    }

    private Region* LookUpRegionAbove(ulong address)
    {
        Region* region = (Region*)_regions.FindFloor(address);
        if (region == null)
            return (Region*)_regions.First();
        if (address >= region->End)
            return NextOf(region);
        _last = region;
        return region;
    }

    private static Region* NextOf(Region* region) => (Region*)AvlTree.Next(&region->Node);

    /// <summary>Whether regions cover a range without a hole.</summary>
    private bool IsCovered(ulong start, ulong end)
    {
        for (Region* region = FirstRegionAbove(start); region != null && region->Start <= start; region = NextOf(region))
        {
            start = region->End;
            if (start >= end)
                return true;
        }
        return false;
    }

    /// <summary>Adds a region where a gap was taken, or makes a neighbour larger that could be one with it. A node must be reserved.</summary>
    private void AddRegion(Region* template, ulong start, ulong end)
    {
        template->Node.Key = start;
        template->End = end;
        if (template->Kind != RegionKind.Guard)
            _mappedBytes += end - start;
        Region* previous = (Region*)_regions.FindFloor(start);
        Region* next = previous == null ? (Region*)_regions.First() : NextOf(previous);
        if (previous != null && previous->IsContinuedBy(template))
        {
            previous->End = end;
            _last = previous;
            if (next != null)
                MergeWithPrevious(next);
        }
        else if (next != null && template->IsContinuedBy(next))
        {
            // The key moves down into the gap that was taken, so the order of the tree stays.
            next->Node.Key = start;
            next->BackingOffset = template->BackingOffset;
            _last = next;
        }
        else
        {
            _last = InsertRegion(template, previous, start, end);
        }
    }

    /// <summary>Adds a region behind another one, or before all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Region* InsertRegion(Region* template, Region* previous, ulong start, ulong end)
    {
        Region* region = (Region*)_memory->RegionCache.Allocate();
        region->CopyAttributes(template);
        region->Node.Key = start;
        region->Node.SecondKey = 0;
        region->End = end;
        if (region->Shared != null)
            region->Shared->Regions++;
        _regions.InsertAfter((AvlNode*)previous, &region->Node);
        return region;
    }

    /// <summary>Cuts a region in two, and a huge page across the cut into small ones. A node must be reserved.</summary>
    private void Split(Region* region, ulong at)
    {
        if (_hugePages != 0 && (at & (TableSpan - 1)) != 0)
            SplitHugePages(at, at + Page.Size);
        Region* right = InsertRegion(region, region, at, region->End);
        right->BackingOffset = region->OffsetOf(at);
        region->End = at;
    }

    /// <summary>Joins a region with the one before it when the two could be one.</summary>
    private void MergeWithPrevious(Region* region) => Merge((Region*)AvlTree.Previous(&region->Node), region);

    /// <summary>Joins two neighbours when they could be one.</summary>
    /// <returns>The region that ends where the second one ended.</returns>
    private Region* Merge(Region* previous, Region* region)
    {
        if (previous == null || !previous->IsContinuedBy(region))
            return region;
        previous->End = region->End;
        _regions.Remove(&region->Node);
        FreeRegion(region);
        return previous;
    }

    /// <summary>Gives back a node that is in no tree, and its reference to shared memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FreeRegion(Region* region)
    {
        if (_last == region)
            _last = null;
        SharedMemory* shared = region->Shared;
        if (shared != null && --shared->Regions == 0)
        {
            shared->Clear(_memory);
            _memory->SharedMemoryCache.Free(shared);
        }
        _memory->RegionCache.Free(region);
    }

    /// <summary>Makes a range one gap: its pages, regions and region parts go. One region and one gap node must be reserved.</summary>
    private void RemoveRange(ulong start, ulong end, bool keepsTables, ref TlbFlush flush)
    {
        ClearPages(start, end, keepsTables, ref flush);
        for (Region* region = FirstRegionAbove(start); region != null && region->Start < end;)
        {
            ulong low = region->Start < start ? start : region->Start;
            ulong high = region->End > end ? end : region->End;
            if (region->End > end && region->Start < start)
                Split(region, end);
            Region* next = region->End < end ? NextOf(region) : null;
            if (region->Kind != RegionKind.Guard)
                _mappedBytes -= high - low;
            if (region->Start < start)
            {
                region->End = start;
            }
            else if (region->End > end)
            {
                // The key moves up within the region's own range, so the order of the tree stays.
                region->BackingOffset = region->OffsetOf(end);
                region->Node.Key = end;
            }
            else
            {
                _regions.Remove(&region->Node);
                FreeRegion(region);
            }
            GiveGap(low, high);
            region = next;
        }
    }

    /// <summary>
    /// Finds a free range: the hint itself when it is free, otherwise the top of the smallest gap that is large enough inside
    /// the window for mappings, otherwise of any.
    /// </summary>
    /// <returns>The gap that contains it, or null when there is none.</returns>
    private readonly Gap* FindPlace(ulong length, ulong hint, out ulong address)
    {
        Gap* gap;
        address = hint & ~(Page.Size - 1);
        if (hint != 0 && IsRange(address, length, out ulong end) && (gap = FindGap(address, end)) != null)
            return gap;
        gap = length >= InWindow ? null : Gap.FromSizeNode(_gapsBySize.FindCeiling(length | InWindow));
        if (gap == null)
            return FindOutside(length, out address);
        address = (gap->End < _mapTop ? gap->End : _mapTop) - length;
        return gap;
    }

    /// <summary>Finds a free range when there is none inside the window for mappings.</summary>
    private readonly Gap* FindOutside(ulong length, out ulong address)
    {
        Gap* gap = Gap.FromSizeNode(_gapsBySize.FindCeiling(length));
        if (gap == null || (gap->BySize.Key & InWindow) != 0)
        {
            // Only a gap across one of the window's ends is larger than the tree of sizes says.
            gap = (Gap*)_gapsByAddress.FindFloor(_mapBottom);
            if (gap == null || gap->Length < length)
                gap = (Gap*)_gapsByAddress.FindFloor(_mapTop);
            if (gap != null && gap->Length < length)
                gap = null;
        }
        address = gap == null ? 0 : gap->End - length;
        return gap;
    }

    /// <summary>What the tree of sizes knows of a gap: its part inside the window for mappings, marked; the whole of one outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ulong SizeKeyOf(ulong start, ulong end)
    {
        ulong top = end < _mapTop ? end : _mapTop;
        ulong bottom = start > _mapBottom ? start : _mapBottom;
        return bottom < top ? (top - bottom) | InWindow : end - start;
    }

    /// <summary>The gap that contains a range, or null when the range is not free.</summary>
    private readonly Gap* FindGap(ulong start, ulong end)
    {
        Gap* gap = (Gap*)_gapsByAddress.FindFloor(start);
        return gap != null && gap->End >= end ? gap : null;
    }

    /// <summary>Adds a gap behind another one, or before all.</summary>
    private void InsertGap(Gap* previous, ulong start, ulong end)
    {
        Gap* gap = (Gap*)_memory->GapCache.Allocate();
        gap->End = end;
        gap->ByAddress.Key = start;
        gap->ByAddress.SecondKey = 0;
        gap->BySize.Key = SizeKeyOf(start, end);
        gap->BySize.SecondKey = start;
        _gapsByAddress.InsertAfter((AvlNode*)previous, &gap->ByAddress);
        _gapsBySize.Insert(&gap->BySize);
    }

    private void RemoveGap(Gap* gap)
    {
        _gapsByAddress.Remove(&gap->ByAddress);
        _gapsBySize.Remove(&gap->BySize);
        _memory->GapCache.Free(gap);
    }

    /// <summary>Moves a gap's ends; it must not pass its neighbours, so its place in the order of addresses stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ResizeGap(Gap* gap, ulong start, ulong end)
    {
        gap->ByAddress.Key = start;
        gap->End = end;
        _gapsBySize.Rekey(&gap->BySize, SizeKeyOf(start, end), start);
    }

    /// <summary>Takes a range out of the gap that contains it. Needs a gap node when the range touches neither end.</summary>
    private void TakeGap(ulong start, ulong end) => TakeGap((Gap*)_gapsByAddress.FindFloor(start), start, end);

    private void TakeGap(Gap* gap, ulong start, ulong end)
    {
        _memory->Require(gap != null && gap->End >= end, "range is not free");
        ulong gapEnd = gap->End;
        if (gap->Start == start && gapEnd == end)
        {
            RemoveGap(gap);
        }
        else if (gap->Start == start)
        {
            ResizeGap(gap, end, gapEnd);
        }
        else
        {
            ResizeGap(gap, gap->Start, start);
            if (end < gapEnd)
                InsertGap(gap, end, gapEnd);
        }
    }

    /// <summary>Makes a range free and joins it with the gaps it touches. Needs a gap node when it touches none.</summary>
    private void GiveGap(ulong start, ulong end)
    {
        Gap* before = (Gap*)_gapsByAddress.FindFloor(start);
        Gap* after = before == null ? (Gap*)_gapsByAddress.First() : (Gap*)AvlTree.Next(&before->ByAddress);
        bool touchesBefore = before != null && before->End == start;
        bool touchesAfter = after != null && after->Start == end;
        if (touchesAfter)
            end = after->End;
        if (touchesBefore)
        {
            if (touchesAfter)
                RemoveGap(after);
            ResizeGap(before, before->Start, end);
        }
        else if (touchesAfter)
        {
            ResizeGap(after, start, end);
        }
        else
        {
            InsertGap(before, start, end);
        }
    }
}
