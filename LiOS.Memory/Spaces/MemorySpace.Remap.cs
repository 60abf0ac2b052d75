namespace LiOS.Memory;

public unsafe partial struct MemorySpace
{
    /// <summary>Grows, shrinks or moves a part of one region (mremap); pages are moved, not copied.</summary>
    /// <param name="oldAddress">Page-aligned.</param>
    /// <param name="oldLength">Bytes, greater than 0, rounded up.</param>
    /// <param name="newLength">Bytes, greater than 0, rounded up.</param>
    /// <param name="mayMove">Whether another address is acceptable.</param>
    /// <param name="fixedAddress">0, or the address it must move to (what is there is unmapped); then <paramref name="mayMove"/> must be true.</param>
    /// <param name="address">The new address.</param>
    /// <returns>Ok, InvalidArgument, BadAddress (not inside one region), OutOfMemory.</returns>
    public MemoryStatus Remap(ulong oldAddress, ulong oldLength, ulong newLength, bool mayMove, ulong fixedAddress, out ulong address)
    {
        address = 0;
        ulong length = (newLength + Page.Size - 1) & ~(Page.Size - 1);
        if (!IsRange(oldAddress, oldLength, out ulong oldEnd) || newLength == 0 || length < newLength)
            return MemoryStatus.InvalidArgument;
        Region* region = FindRegion(oldAddress);
        if (region == null || region->End < oldEnd)
            return MemoryStatus.BadAddress;
        if (region->Kind == RegionKind.Stack || region->Kind == RegionKind.Guard)
            return MemoryStatus.InvalidArgument;
        if (region->Kind == RegionKind.File && region->OffsetOf(oldAddress) + length < length)
            return MemoryStatus.InvalidArgument;
        if (fixedAddress != 0)
        {
            bool isValid = mayMove && IsRange(fixedAddress, length, out ulong fixedEnd) && (fixedEnd <= oldAddress || fixedAddress >= oldEnd);
            if (!isValid)
                return MemoryStatus.InvalidArgument;
            address = fixedAddress;
            MemoryStatus moved = Move(oldAddress, oldEnd, fixedAddress, length, replaces: true);
            if (moved != MemoryStatus.Ok)
                address = 0;
            return moved;
        }
        ulong oldSize = oldEnd - oldAddress;
        if (length > oldSize && !TryExtend(region, oldEnd, length - oldSize))
        {
            if (!mayMove || FindPlace(length, 0, out ulong place) == null)
                return MemoryStatus.OutOfMemory;
            MemoryStatus moved = Move(oldAddress, oldEnd, place, length, replaces: false);
            if (moved == MemoryStatus.Ok)
                address = place;
            return moved;
        }
        if (length < oldSize)
        {
            MemoryStatus cut = Unmap(oldAddress + length, oldSize - length);
            if (cut != MemoryStatus.Ok)
                return cut;
        }
        address = oldAddress;
        return MemoryStatus.Ok;
    }

    /// <summary>Grows a region upward when the gap behind it is large enough.</summary>
    private bool TryExtend(Region* region, ulong oldEnd, ulong more)
    {
        if (region->End != oldEnd || more > _high - oldEnd || FindGap(oldEnd, oldEnd + more) == null)
            return false;
        TakeGap(oldEnd, oldEnd + more);
        region->End += more;
        _mappedBytes += more;
        Region* next = NextOf(region);
        if (next != null)
            MergeWithPrevious(next);
        return true;
    }

    private MemoryStatus Move(ulong oldAddress, ulong oldEnd, ulong target, ulong length, bool replaces)
    {
        if (!ReserveNodes(4, 4) || !TryUnshareRange(oldAddress, oldEnd) || (replaces && !TryUnshareEnds(target, target + length)))
            return MemoryStatus.OutOfMemory;
        ulong movedEnd = oldEnd - oldAddress < length ? oldEnd : oldAddress + length;
        SplitHugePages(oldAddress, oldEnd);
        SplitHugePages(target, target + length);
        TlbFlush flush = default;
        if (!PrepareTables(oldAddress, movedEnd, target))
        {
            PruneTables(target, target + (movedEnd - oldAddress), ref flush);
            Complete(ref flush);
            return MemoryStatus.OutOfMemory;
        }
        // From here on nothing fails.
        Region* source = FindRegion(oldAddress);
        Region template = *source;
        template.BackingOffset = source->OffsetOf(oldAddress);
        if (replaces)
            RemoveRange(target, target + length, keepsTables: true, ref flush);
        TakeGap(target, target + length);
        AddRegion(&template, target, target + length);
        MoveEntries(oldAddress, movedEnd, target, ref flush);
        RemoveRange(oldAddress, oldEnd, keepsTables: false, ref flush);
        // Entries that moved away have left their tables empty without anybody clearing them.
        PruneTables(oldAddress, oldEnd, ref flush);
        PruneTables(target, target + length, ref flush);
        Complete(ref flush);
        return MemoryStatus.Ok;
    }

    /// <summary>Makes a page table at the target for every entry that will move there.</summary>
    private readonly bool PrepareTables(ulong start, ulong end, ulong target)
    {
        ulong address = start;
        ulong* slot;
        while ((slot = _mapper.NextTable(ref address, end)) != null)
        {
            for (ulong stop = EndOfTable(address, end); address < stop; address += Page.Size, slot++)
            {
                if (*slot != 0 && _mapper.EnsureEntry(target + (address - start)) == null)
                    return false;
            }
        }
        return true;
    }

    private readonly void MoveEntries(ulong start, ulong end, ulong target, ref TlbFlush flush)
    {
        ulong address = start;
        ulong* slot;
        while ((slot = _mapper.NextTable(ref address, end)) != null)
        {
            for (ulong stop = EndOfTable(address, end); address < stop; address += Page.Size, slot++)
            {
                ulong entry = *slot;
                if (entry == 0)
                    continue;
                _mapper.Set(slot, 0);
                _mapper.Set(_mapper.FindSlot(target + (address - start), 1), entry);
                if (new PageTableEntry(entry).IsPresent)
                    flush.Add(new VirtualAddress(address));
            }
        }
    }
}
