namespace LiOS.Memory;

public unsafe partial struct MemorySpace
{
    /// <summary>The bits of an entry that follow from rights and state; the frame and the state bits themselves are added by the caller.</summary>
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

    private readonly ulong EntryFor(Frame frame, Protection protection, ulong state) => frame.Start.Value | state | RightsOf(protection, state);

    /// <summary>Empties every entry of a range and gives up its frames; page tables that become empty go too, unless they are kept.</summary>
    private void ClearPages(ulong start, ulong end, bool keepsTables, ref TlbFlush flush)
    {
        ulong address = start;
        ulong* slot;
        while ((slot = _mapper.NextTable(ref address, end)) != null)
        {
            ulong table = address;
            for (ulong stop = EndOfTable(address, end); address < stop; address += Page.Size, slot++)
            {
                if (*slot != 0)
                    ClearEntry(slot, address, ref flush);
            }
            if (!keepsTables)
                _mapper.Prune(table, ref flush);
        }
    }

    private void ClearEntry(ulong* slot, ulong address, ref TlbFlush flush)
    {
        PageTableEntry entry = new(*slot);
        _mapper.Set(slot, 0);
        if (entry.IsPresent)
            flush.Add(new VirtualAddress(address));
        if (entry.IsHeld)
        {
            _residentPages--;
            _memory->Release(entry.Frame);
        }
    }

    /// <summary>Brings the entries of a range in line with new rights.</summary>
    private readonly void ProtectPages(ulong start, ulong end, Protection protection, ref TlbFlush flush)
    {
        const ulong states = PageTableEntry.CopyOnWriteBit | PageTableEntry.ZeroPageBit | PageTableEntry.SharedBit | PageTableEntry.HeldBit;
        ulong address = start;
        ulong* slot;
        while ((slot = _mapper.NextTable(ref address, end)) != null)
        {
            ulong table = address;
            for (ulong stop = EndOfTable(address, end); address < stop; address += Page.Size, slot++)
            {
                PageTableEntry old = new(*slot);
                if (old.IsEmpty)
                    continue;
                PageTableEntry entry = new(EntryFor(old.Frame, protection, old.Value & states));
                if (!entry.IsPresent && !entry.IsHeld)
                    entry = default;
                _mapper.Set(slot, entry.Value);
                // More rights need no flush: a stale translation faults once, and the fault drops it.
                bool hasLess = !entry.IsPresent || (old.IsWritable && !entry.IsWritable) || (old.IsExecutable && !entry.IsExecutable);
                if (old.IsPresent && hasLess)
                    flush.Add(new VirtualAddress(address));
            }
            _mapper.Prune(table, ref flush);
        }
    }

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

    private static ulong EndOfTable(ulong address, ulong end)
    {
        ulong next = (address | (2 * ByteUnits.MiB - 1)) + 1;
        return next - 1 < end - 1 ? next : end;
    }
}
