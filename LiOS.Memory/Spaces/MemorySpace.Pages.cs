using System.Runtime.CompilerServices;

namespace LiOS.Memory;

public unsafe partial struct MemorySpace
{
    /// <summary>Bytes that one page table maps.</summary>
    private const ulong TableSpan = 2 * ByteUnits.MiB;

    /// <summary>The bits of an entry that follow from rights and state; the frame and the state bits themselves are added by the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ulong RightsOf(Protection protection, ulong state)
    {
        if (protection == Protection.None)
            return PageTableEntry.NoExecuteBit;
        // Accessed and dirty are set at once: nobody reads them, and the processor need not write them.
        ulong bits = PageTableEntry.PresentBit | PageTableEntry.AccessedBit;
        if (_isUser)
            bits |= PageTableEntry.UserBit;
        if ((protection & Protection.Execute) == 0)
            bits |= PageTableEntry.NoExecuteBit;
        if ((protection & Protection.Write) != 0 && (state & (PageTableEntry.CopyOnWriteBit | PageTableEntry.ZeroPageBit)) == 0)
            bits |= PageTableEntry.WritableBit | PageTableEntry.DirtyBit;
        return bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ulong EntryFor(Frame frame, Protection protection, ulong state) => frame.Start.Value | state | RightsOf(protection, state);

    /// <summary>Empties every entry of a range and gives up its frames; page tables that become empty go too, unless they are kept.</summary>
    /// <remarks>
    /// A shared page table is given up whole: one that the range covers only in part must have been made the space's own. A huge page
    /// goes at once where the range covers it, and is split where not.
    /// </remarks>
    private void ClearPages(ulong start, ulong end, bool keepsTables, ref TlbFlush flush)
    {
        ulong address = start;
        ulong* directory;
        while ((directory = _mapper.NextDirectory(ref address, end)) != null)
        {
            ulong table = address;
            address = EndOfTable(address, end);
            if ((*directory & (PageTableEntry.CopyOnWriteBit | PageTableEntry.LargeBit)) != 0 && TryClearWhole(directory, table, address, ref flush))
                continue;
            ulong* slot = _mapper.SlotBelow(directory, table);
            // The common case of a page that was never touched. A table emptied by a move is still to be freed.
            if (*slot == 0 && address - table == Page.Size && _memory->InfoOf(_memory->FrameOf(slot))->Detail != 0)
                continue;
            if (ClearEntries(slot, table, address, ref flush) && !keepsTables)
                _mapper.Prune(table, ref flush);
        }
    }

    /// <summary>Gives up what a directory's entry names without looking inside: a huge page, or a page table that others hold.</summary>
    /// <returns>False when single entries have to be cleared.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryClearWhole(ulong* directory, ulong start, ulong end, ref TlbFlush flush)
    {
        if (new PageTableEntry(*directory).IsLarge)
        {
            if (end - start != TableSpan)
            {
                SplitHugePage(directory, start);
                return false;
            }
            FreeHugePage(directory, start, ref flush);
            return true;
        }
        if (!_mapper.HasOtherHolders(directory))
            return false;
        _residentPages -= CountHeld(_mapper.SlotBelow(directory, start & ~(TableSpan - 1)));
        DropTable(directory, start, ref flush);
        return true;
    }

    /// <summary>Frees every page and page table of a space that nobody uses any more.</summary>
    private void FreePages(ref TlbFlush flush)
    {
        ulong done = 0;
        for (Region* region = (Region*)_regions.First(); region != null; region = NextOf(region))
        {
            if (region->Kind == RegionKind.Guard)
                continue;
            ulong address = region->Start < done ? done : region->Start;
            ulong* directory;
            while ((directory = _mapper.NextDirectory(ref address, region->End)) != null)
            {
                // A table goes whole, whichever regions have pages in it.
                ulong table = address & ~(TableSpan - 1);
                if (table < _low)
                    table = _low;
                done = address = EndOfTable(table, _high);
                if (new PageTableEntry(*directory).IsLarge)
                    FreeHugePage(directory, table, ref flush);
                else if (_mapper.HasOtherHolders(directory))
                    DropTable(directory, table, ref flush);
                else if (ClearEntries(_mapper.SlotBelow(directory, table), table, address, ref flush))
                    _mapper.Prune(table, ref flush);
            }
        }
    }

    private readonly void DropTable(ulong* directory, ulong address, ref TlbFlush flush)
    {
        _mapper.Drop(directory);
        flush.AddAll();
        _mapper.Prune(address, ref flush);
    }

    /// <summary>Empties the entries of a range within one page table.</summary>
    /// <returns>Whether the table is empty now.</returns>
    private bool ClearEntries(ulong* slot, ulong address, ulong end, ref TlbFlush flush)
    {
        const ulong block = 8 * Page.Size;
        FrameInfo* table = _memory->InfoOf(_memory->FrameOf(slot));
        ushort left = table->Detail;
        for (; address < end && left != 0; address += Page.Size, slot++)
        {
            PageTableEntry entry = new(*slot);
            if (entry.IsEmpty)
            {
                // Large and nearly empty is common: eight at a time.
                while (end - address > block && (slot[1] | slot[2] | slot[3] | slot[4] | slot[5] | slot[6] | slot[7] | slot[8]) == 0)
                {
                    address += block;
                    slot += 8;
                }
                continue;
            }
            *slot = 0;
            left--;
            if (entry.IsPresent)
                flush.Add(new VirtualAddress(address));
            if (entry.IsHeld)
            {
                _residentPages--;
                _memory->Release(entry.Frame);
            }
        }
        table->Detail = left;
        return left == 0;
    }

    private static ulong CountHeld(ulong* table)
    {
        ulong count = 0;
        for (int i = 0; i < 512; i++)
            count += table[i] >> 52 & 1;
        return count;
    }

    /// <summary>Makes the page tables of a range the space's own. What is mapped stays as it is.</summary>
    /// <returns>False when there is no memory.</returns>
    private readonly bool TryUnshareRange(ulong start, ulong end) => !_hasForked || _mapper.TryUnshareRange(start, end);

    /// <summary>Makes page tables that a range covers only in part the space's own.</summary>
    /// <returns>False when there is no memory.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool TryUnshareEnds(ulong start, ulong end, AllocationFlags flags = AllocationFlags.None) => !_hasForked || TryUnshareEndsNow(start, end, flags);

    private readonly bool TryUnshareEndsNow(ulong start, ulong end, AllocationFlags flags)
    {
        ulong first = start & ~(TableSpan - 1), last = end & ~(TableSpan - 1);
        return (start == first && first != last || _mapper.TryUnshareRange(start, start + Page.Size, flags))
            && (end == last || first == last || _mapper.TryUnshareRange(last, last + Page.Size, flags));
    }

    /// <summary>Brings the entries of a range in line with new rights.</summary>
    private void ProtectPages(ulong start, ulong end, Protection protection, ref TlbFlush flush)
    {
        const ulong states = PageTableEntry.CopyOnWriteBit | PageTableEntry.ZeroPageBit | PageTableEntry.SharedBit | PageTableEntry.HeldBit;
        ulong address = start;
        ulong* directory;
        while ((directory = _mapper.NextDirectory(ref address, end)) != null)
        {
            ulong table = address;
            if (new PageTableEntry(*directory).IsLarge && TryProtectHugePage(directory, address, protection, ref flush))
            {
                address = EndOfTable(address, end);
                continue;
            }
            ulong* slot = _mapper.SlotBelow(directory, address);
            for (ulong stop = EndOfTable(address, end); address < stop; address += Page.Size, slot++)
            {
                PageTableEntry old = new(*slot);
                if (old.IsEmpty)
                    continue;
                PageTableEntry entry = new(EntryFor(old.Frame, protection, old.Value & states));
                if (!entry.IsPresent && !entry.IsHeld)
                    entry = default;
                _mapper.Set(slot, entry.Value);
                if (old.IsPresent && IsLess(entry, old))
                    flush.Add(new VirtualAddress(address));
            }
            if (_memory->InfoOf(_memory->FrameOf(slot - 1))->Detail == 0)
                _mapper.Prune(table, ref flush);
        }
    }

    /// <summary>Whether an entry allows less than it did. More rights need no flush: a stale translation faults once, and the fault drops it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsLess(PageTableEntry now, PageTableEntry old) =>
        !now.IsPresent || (old.IsWritable && !now.IsWritable) || (old.IsExecutable && !now.IsExecutable);

    /// <summary>Frees the empty page tables of a range.</summary>
    private readonly void PruneTables(ulong start, ulong end, ref TlbFlush flush)
    {
        ulong address = start;
        while (_mapper.NextTable(ref address, end) != null)
        {
            ulong table = address;
            address = EndOfTable(address, end);
            _mapper.Prune(table, ref flush);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EndOfTable(ulong address, ulong end)
    {
        ulong next = (address | (TableSpan - 1)) + 1;
        return next - 1 < end - 1 ? next : end;
    }
}
