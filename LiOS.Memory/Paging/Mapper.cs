using System.Runtime.CompilerServices;

namespace LiOS.Memory;

/// <summary>
/// Edits one tree of page tables. Tables are frames reached through the direct map; each counts its entries in the frame
/// table, and a table that becomes empty is freed. Tables that the boot code made are used, but never freed.
/// </summary>
[SkipLocalsInit]
public unsafe partial struct Mapper
{
    private PhysicalMemory* _memory;
    private Frame _root;
    private ContextTag* _tag;
    private bool _keepsTopLevel;

    /// <summary>Takes a tree of page tables for editing.</summary>
    /// <param name="memory">Where new tables come from.</param>
    /// <param name="root">The top table (PML4), as loaded into CR3.</param>
    /// <param name="keepsTopLevel">
    /// Whether entries of the top table stay once they exist. Must be true for the kernel's own tree: every space copies
    /// its top entries and would keep those that pointed to a freed table.
    /// </param>
    /// <param name="tag">What the tree's translations are told by; null for the kernel's tree.</param>
    public Mapper(PhysicalMemory* memory, Frame root, bool keepsTopLevel, ContextTag* tag = null)
    {
        _memory = memory;
        _root = root;
        _tag = tag;
        _keepsTopLevel = keepsTopLevel;
    }

    /// <summary>The top table.</summary>
    public readonly Frame Root => _root;

    /// <summary>What the tree's translations are told by; null for the kernel's tree.</summary>
    public readonly ContextTag* Tag => _tag;

    /// <summary>Makes the top entries of a range exist, so that spaces created from now on see what is mapped there later.</summary>
    /// <returns>Ok, InvalidArgument (not canonical, wraps) or OutOfMemory.</returns>
    public readonly MemoryStatus ReserveTopLevel(VirtualAddress start, ulong length)
    {
        VirtualAddress last = start + (length - 1);
        if (length == 0 || last < start || !start.IsCanonical || !last.IsCanonical)
            return MemoryStatus.InvalidArgument;
        ulong* top = TableAt(_root);
        for (int i = start.TableIndex(4); i <= last.TableIndex(4); i++)
        {
            MemoryStatus status = EnsureTable(top + i, TableFlagsFor(start.Value));
            if (status != MemoryStatus.Ok)
                return status;
        }
        return MemoryStatus.Ok;
    }

    /// <summary>Maps one page of any size. The frame's reference count is the caller's business.</summary>
    /// <param name="address">Where; a multiple of the size.</param>
    /// <param name="target">The physical address; a multiple of the size.</param>
    /// <param name="flags">Rights and memory type.</param>
    /// <param name="size">Page size.</param>
    /// <returns>Ok, InvalidArgument (misaligned, not canonical), Exists (something is mapped there), OutOfMemory. Nothing needs a flush: only absent entries are filled.</returns>
    public readonly MemoryStatus Map(VirtualAddress address, PhysicalAddress target, MappingFlags flags, PageSize size)
    {
        ulong bytes = ByteUnits.Of(size);
        if (!address.IsCanonical || !address.IsAligned(bytes) || !target.IsAligned(bytes) || (target.Value & ~PageTableEntry.AddressMask) != 0)
            return MemoryStatus.InvalidArgument;
        ulong* slot = EnsureSlot(address.Value, (int)size + 1, out MemoryStatus status);
        if (slot == null)
            return status;
        if (*slot != 0)
            return MemoryStatus.Exists;
        Set(slot, target.Value | LeafBits(flags) | (size == PageSize.Size4KiB ? 0 : PageTableEntry.LargeBit));
        return MemoryStatus.Ok;
    }

    /// <summary>Removes the mapping that contains an address, and tables that become empty.</summary>
    /// <param name="address">Any address in the page.</param>
    /// <param name="flush">Receives the flush that is due.</param>
    /// <param name="entry">What was mapped.</param>
    /// <param name="size">Its size.</param>
    /// <returns>Ok or BadAddress.</returns>
    public readonly MemoryStatus Unmap(VirtualAddress address, ref TlbFlush flush, out PageTableEntry entry, out PageSize size)
    {
        ulong* slot = FindLeaf(address, out size, out _);
        entry = slot == null ? default : new PageTableEntry(*slot);
        if (slot == null)
            return MemoryStatus.BadAddress;
        Set(slot, 0);
        flush.Add(address);
        Prune(address.Value, ref flush);
        return MemoryStatus.Ok;
    }

    /// <summary>Changes the rights of the mapping that contains an address; the memory type stays.</summary>
    /// <returns>Ok or BadAddress.</returns>
    public readonly MemoryStatus Protect(VirtualAddress address, MappingFlags flags, ref TlbFlush flush)
    {
        ulong* slot = FindLeaf(address, out _, out _);
        if (slot == null)
            return MemoryStatus.BadAddress;
        const ulong rights = PageTableEntry.WritableBit | PageTableEntry.UserBit | PageTableEntry.GlobalBit | PageTableEntry.NoExecuteBit;
        *slot = (*slot & ~rights) | (LeafBits(flags) & rights);
        flush.Add(address);
        return MemoryStatus.Ok;
    }

    /// <summary>Finds the entry that maps an address, as the processor would: it is writable only where the tables above allow it.</summary>
    /// <returns>Whether a present entry maps it.</returns>
    public readonly bool TryWalk(VirtualAddress address, out PageTableEntry entry, out PageSize size)
    {
        ulong* slot = FindLeaf(address, out size, out ulong rights);
        entry = slot == null ? default : new PageTableEntry(*slot & (rights | ~PageTableEntry.WritableBit));
        return slot != null;
    }

    /// <summary>Translates an address, as the processor would.</summary>
    /// <returns>Whether it is mapped.</returns>
    public readonly bool TryTranslate(VirtualAddress address, out PhysicalAddress target)
    {
        if (!TryWalk(address, out PageTableEntry entry, out PageSize size))
        {
            target = default;
            return false;
        }
        // Bit 12 of a large entry is PAT, so the address starts at the page's own size.
        ulong offset = ByteUnits.Of(size) - 1;
        target = new PhysicalAddress((entry.Value & PageTableEntry.AddressMask & ~offset) | (address.Value & offset));
        return true;
    }

    /// <summary>Maps physical memory from 0 at <paramref name="directMap"/>, writable, global, not executable, with the largest pages that fit; frame buffers and what is mapped already are left out.</summary>
    /// <param name="directMap">Where physical 0 goes; a multiple of 1 GiB.</param>
    /// <param name="map">The boot map, for the ranges that must be left out.</param>
    /// <param name="limit">First physical address that is not mapped; rounded up to 2 MiB.</param>
    /// <param name="has1GiBPages">CPUID 80000001h EDX bit 26.</param>
    /// <returns>Ok, InvalidArgument or OutOfMemory (a part may be mapped then).</returns>
    public readonly MemoryStatus BuildDirectMap(VirtualAddress directMap, BootMemoryMap* map, PhysicalAddress limit, bool has1GiBPages)
    {
        if (!directMap.IsCanonical || !directMap.IsAligned(ByteUnits.GiB) || limit.Value > KernelLayout.DirectMapLength)
            return MemoryStatus.InvalidArgument;
        ulong end = limit.AlignUp(ByteUnits.Of(PageSize.Size2MiB)).Value;
        for (ulong at = 0; at < end;)
        {
            PageSize size = has1GiBPages ? PageSize.Size1GiB : PageSize.Size2MiB;
            while (size > PageSize.Size4KiB && !FitsDirectMap(directMap, map, at, end, size))
                size--;
            ulong bytes = ByteUnits.Of(size);
            if (!HasFramebuffer(map, at, bytes))
            {
                MemoryStatus status = Map(directMap + at, new PhysicalAddress(at), MappingFlags.Write | MappingFlags.Global, size);
                if (status != MemoryStatus.Ok && status != MemoryStatus.Exists)
                    return status;
            }
            at += bytes;
        }
        return MemoryStatus.Ok;
    }

    private readonly bool FitsDirectMap(VirtualAddress directMap, BootMemoryMap* map, ulong at, ulong end, PageSize size)
    {
        ulong bytes = ByteUnits.Of(size);
        if ((at & (bytes - 1)) != 0 || end - at < bytes || HasFramebuffer(map, at, bytes))
            return false;
        // A table that is there already (from the boot code) is completed, not replaced.
        ulong* slot = FindSlot((directMap + at).Value, (int)size + 1);
        return slot == null || *slot == 0 || new PageTableEntry(*slot).IsLarge;
    }

    private static bool HasFramebuffer(BootMemoryMap* map, ulong start, ulong length)
    {
        for (int i = 0; i < map->Count; i++)
        {
            MemoryRegion region = map->Get(i);
            if (region.Kind == MemoryRegionKind.Framebuffer && region.Start.Value < start + length && start < region.End.Value)
                return true;
        }
        return false;
    }

    private static ulong LeafBits(MappingFlags flags)
    {
        ulong bits = PageTableEntry.PresentBit | PageTableEntry.AccessedBit;
        if ((flags & MappingFlags.Write) != 0)
            bits |= PageTableEntry.WritableBit | PageTableEntry.DirtyBit;
        if ((flags & MappingFlags.Execute) == 0)
            bits |= PageTableEntry.NoExecuteBit;
        if ((flags & MappingFlags.User) != 0)
            bits |= PageTableEntry.UserBit;
        if ((flags & MappingFlags.Global) != 0)
            bits |= PageTableEntry.GlobalBit;
        if ((flags & MappingFlags.Uncached) != 0)
            bits |= PageTableEntry.CacheDisableBit | PageTableEntry.WriteThroughBit;
        else if ((flags & MappingFlags.WriteCombining) != 0)
            bits |= PageTableEntry.WriteThroughBit;
        return bits;
    }
}
