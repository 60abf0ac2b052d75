using System.Runtime.CompilerServices;

namespace LiOS.Memory;

public unsafe partial struct Mapper
{
    private const int EntriesPerTable = 512;

    /// <summary>The slot for an address in the table of a level, when the tables above exist; null otherwise.</summary>
    internal readonly ulong* FindSlot(ulong address, int level)
    {
        ulong* table = TableAt(_root);
        for (int at = 4; ; at--)
        {
            ulong* slot = table + (address >> (3 + 9 * at) & (EntriesPerTable - 1));
            if (at == level)
                return slot;
            if ((*slot & (PageTableEntry.PresentBit | PageTableEntry.LargeBit)) != PageTableEntry.PresentBit)
                return null;
            table = TableAt(new PageTableEntry(*slot).Frame);
        }
    }

    /// <summary>The slot for a page in its page table; missing tables are made, and a shared one is made the tree's own.</summary>
    /// <returns>The slot, or null (no memory, or a larger page is in the way); then no empty table is left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ulong* EnsureEntry(ulong address)
    {
        // Nearly always every table is there: the way down without a loop.
        const ulong shape = PageTableEntry.PresentBit | PageTableEntry.LargeBit | PageTableEntry.CopyOnWriteBit;
        byte* memory = _memory->DirectMap;
        ulong entry = *(ulong*)(memory + _root.Start.Value + (address >> 36 & 0xFF8));
        if ((entry & shape) == PageTableEntry.PresentBit)
        {
            entry = *(ulong*)(memory + (entry & PageTableEntry.AddressMask) + (address >> 27 & 0xFF8));
            if ((entry & shape) == PageTableEntry.PresentBit)
            {
                entry = *(ulong*)(memory + (entry & PageTableEntry.AddressMask) + (address >> 18 & 0xFF8));
                if ((entry & shape) == PageTableEntry.PresentBit)
                    return (ulong*)(memory + (entry & PageTableEntry.AddressMask) + (address >> 9 & 0xFF8));
            }
        }
        return EnsureSlot(address, 1, out _);
    }

    /// <summary>The slot for an address in the table of a level; missing tables are made, and a shared page table on the way is made the tree's own.</summary>
    /// <returns>The slot, or null with Exists (a larger page is in the way) or OutOfMemory; then no empty table is left.</returns>
    internal readonly ulong* EnsureSlot(ulong address, int level, out MemoryStatus status)
    {
        status = MemoryStatus.Ok;
        ulong* table = TableAt(_root);
        for (int at = 4; ; at--)
        {
            ulong* slot = table + (address >> (3 + 9 * at) & (EntriesPerTable - 1));
            if (at == level)
                return slot;
            if ((*slot & (PageTableEntry.PresentBit | PageTableEntry.LargeBit)) != PageTableEntry.PresentBit)
            {
                status = EnsureTable(slot, TableFlagsFor(address));
                if (status != MemoryStatus.Ok)
                {
                    TakeBackTables(address);
                    return null;
                }
            }
            else if (new PageTableEntry(*slot).IsCopyOnWrite && !TryUnshare(slot, address))
            {
                status = MemoryStatus.OutOfMemory;
                return null;
            }
            table = TableAt(new PageTableEntry(*slot).Frame);
        }
    }

    /// <summary>Frees the empty tables on the path to an address, which nobody has used; but the processor may have looked ahead, and know the way to them.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void TakeBackTables(ulong address)
    {
        TlbFlush flush = default;
        Prune(address, ref flush);
        if (!flush.IsEmpty)
            flush.Complete(PhysicalMemory.HooksOf(_memory), _tag);
    }

    /// <summary>Writes an entry and keeps its table's count of entries in use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Set(ulong* slot, ulong value)
    {
        if ((*slot == 0) != (value == 0))
        {
            FrameInfo* info = _memory->InfoOf(_memory->FrameOf(slot));
            if (value == 0)
                info->Detail--;
            else
                info->Detail++;
        }
        *slot = value;
    }

    /// <summary>Frees the tables on the path to an address that have no entry in use.</summary>
    /// <remarks>
    /// The processor may hold the way to a freed table in its paging-structure caches even when no page below was present
    /// (Intel SDM volume 3, 4.10.3): freeing a table always owes a flush.
    /// </remarks>
    internal readonly void Prune(ulong address, ref TlbFlush flush)
    {
        for (int level = 2; level <= 4; level++)
        {
            ulong* slot = FindSlot(address, level);
            if (slot == null)
                continue;
            if (*slot == 0)
                continue;
            PageTableEntry entry = new(*slot);
            if (!entry.IsPresent || (entry.IsLarge && level < 4) || (level == 4 && _keepsTopLevel))
                return;
            FrameInfo* info = _memory->InfoOf(entry.Frame);
            if (info->Owner != FrameOwner.PageTable || info->Detail != 0)
                return;
            Set(slot, 0);
            // Without an entry in use it is all zero.
            _memory->FreeZeroed(entry.Frame);
            flush.Add(new VirtualAddress(address));
        }
    }

    /// <summary>Finds the next entry of a page directory (level 2) that names a page table, at or above an address.</summary>
    /// <param name="address">Moved up to the first address that table covers, if that is higher.</param>
    /// <param name="end">Where to stop.</param>
    /// <returns>The directory's entry, or null when there is none below the end.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ulong* NextDirectory(ref ulong address, ulong end)
    {
        if (address >= end)
            return null;
        ulong* first = FindDirectory(address);
        // One table's reach is the common case, and all of it has been looked at.
        return first != null || ((address ^ (end - 1)) >> 21) == 0 ? first : SeekDirectory(ref address, end);
    }

    /// <summary>The entry of a page directory that names the page table for an address, or null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ulong* FindDirectory(ulong address)
    {
        const ulong shape = PageTableEntry.PresentBit | PageTableEntry.LargeBit;
        byte* memory = _memory->DirectMap;
        ulong* slot = (ulong*)(memory + _root.Start.Value + (address >> 36 & 0xFF8));
        if ((*slot & shape) != PageTableEntry.PresentBit)
            return null;
        slot = (ulong*)(memory + (*slot & PageTableEntry.AddressMask) + (address >> 27 & 0xFF8));
        if ((*slot & shape) != PageTableEntry.PresentBit)
            return null;
        slot = (ulong*)(memory + (*slot & PageTableEntry.AddressMask) + (address >> 18 & 0xFF8));
        return (*slot & shape) == PageTableEntry.PresentBit ? slot : null;
    }

    private readonly ulong* SeekDirectory(ref ulong address, ulong end)
    {
        ulong at = address;
        while (at < end)
        {
            ulong* table = TableAt(_root);
            int shift = 39;
            ulong* slot;
            while (true)
            {
                slot = table + (at >> shift & (EntriesPerTable - 1));
                if ((*slot & (PageTableEntry.PresentBit | PageTableEntry.LargeBit)) != PageTableEntry.PresentBit)
                    break;
                if (shift == 21)
                {
                    address = at;
                    return slot;
                }
                table = TableAt(new PageTableEntry(*slot).Frame);
                shift -= 9;
            }
            // Over what is empty behind it in the same table.
            do
            {
                at = ((at >> shift) + 1) << shift;
                slot++;
            }
            while (at < end && (at >> shift & (EntriesPerTable - 1)) != 0 && *slot == 0);
            if (at == 0)
                break;
        }
        return null;
    }

    /// <summary>Finds the next page table (level 1) at or above an address.</summary>
    /// <param name="address">Moved up to the first address that table covers, if that is higher.</param>
    /// <param name="end">Where to stop.</param>
    /// <returns>The slot of the address, or null when there is none below the end.</returns>
    internal readonly ulong* NextTable(ref ulong address, ulong end)
    {
        ulong* directory = NextDirectory(ref address, end);
        return directory == null ? null : SlotBelow(directory, address);
    }

    /// <summary>The slot for an address in the page table that a directory's entry names.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly ulong* SlotBelow(ulong* directory, ulong address) =>
        TableAt(new PageTableEntry(*directory).Frame) + (address >> 12 & (EntriesPerTable - 1));

    /// <summary>The present entry that maps an address, of any size; null when there is none.</summary>
    /// <param name="address">Any address.</param>
    /// <param name="size">The page's size.</param>
    /// <param name="rights">The bits that all the entries above it have in common.</param>
    private readonly ulong* FindLeaf(VirtualAddress address, out PageSize size, out ulong rights)
    {
        size = PageSize.Size4KiB;
        rights = ulong.MaxValue;
        if (!address.IsCanonical)
            return null;
        ulong* table = TableAt(_root);
        for (int level = 4; ; level--)
        {
            ulong* slot = table + address.TableIndex(level);
            PageTableEntry entry = new(*slot);
            if (!entry.IsPresent)
                return null;
            if (level == 1 || (level < 4 && entry.IsLarge))
            {
                size = (PageSize)(level - 1);
                return slot;
            }
            rights &= entry.Value;
            table = TableAt(entry.Frame);
        }
    }

    private readonly MemoryStatus EnsureTable(ulong* slot, ulong flags)
    {
        PageTableEntry entry = new(*slot);
        if (entry.IsPresent)
            return entry.IsLarge ? MemoryStatus.Exists : MemoryStatus.Ok;
        AllocationFlags reserve = (flags & PageTableEntry.UserBit) != 0 ? AllocationFlags.None : AllocationFlags.UseReserve;
        if (!_memory->TryAllocateZeroed(FrameOwner.PageTable, reserve, AllocationSite.PageTable, out Frame frame))
            return MemoryStatus.OutOfMemory;
        Set(slot, frame.Start.Value | flags);
        return MemoryStatus.Ok;
    }

    private static ulong TableFlagsFor(ulong address) =>
        PageTableEntry.PresentBit | PageTableEntry.WritableBit | PageTableEntry.AccessedBit | (address < KernelLayout.UserTop ? PageTableEntry.UserBit : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ulong* TableAt(Frame frame) => (ulong*)_memory->PointerTo(frame);
}
