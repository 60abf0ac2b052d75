namespace LiOS.Memory;

/// <summary>
/// Edits one tree of page tables. Tables are frames reached through the direct map; each counts its entries in the frame
/// table, and a table that becomes empty is freed. Tables that the boot code made are used, but never freed.
/// </summary>
public unsafe partial struct Mapper
{
    private PhysicalMemory* _memory;
    private Frame _root;
    private bool _keepsTopLevel;

    /// <summary>Takes a tree of page tables for editing.</summary>
    /// <param name="memory">Where new tables come from.</param>
    /// <param name="root">The top table (PML4), as loaded into CR3.</param>
    /// <param name="keepsTopLevel">
    /// Whether entries of the top table stay once they exist. Must be true for the kernel's own tree: every space copies
    /// its top entries and would keep those that pointed to a freed table.
    /// </param>
    public Mapper(PhysicalMemory* memory, Frame root, bool keepsTopLevel)
    {
        _memory = memory;
        _root = root;
        _keepsTopLevel = keepsTopLevel;
    }

    /// <summary>The top table.</summary>
    public readonly Frame Root => _root;

    /// <summary>Makes the top entries of a range exist, so that spaces created from now on see what is mapped there later.</summary>
    /// <returns>Ok, InvalidArgument (not canonical, wraps) or OutOfMemory.</returns>
    public readonly MemoryStatus ReserveTopLevel(VirtualAddress start, ulong length) => Unfinished();

    /// <summary>Maps one page of any size. The frame's reference count is the caller's business.</summary>
    /// <param name="address">Where; a multiple of the size.</param>
    /// <param name="target">The physical address; a multiple of the size.</param>
    /// <param name="flags">Rights and memory type.</param>
    /// <param name="size">Page size.</param>
    /// <returns>Ok, InvalidArgument (misaligned, not canonical), Exists (something is mapped there), OutOfMemory. Nothing needs a flush: only absent entries are filled.</returns>
    public readonly MemoryStatus Map(VirtualAddress address, PhysicalAddress target, MappingFlags flags, PageSize size) => Unfinished();

    /// <summary>Removes the mapping that contains an address, and tables that become empty.</summary>
    /// <param name="address">Any address in the page.</param>
    /// <param name="flush">Receives the flush that is due.</param>
    /// <param name="entry">What was mapped.</param>
    /// <param name="size">Its size.</param>
    /// <returns>Ok or BadAddress.</returns>
    public readonly MemoryStatus Unmap(VirtualAddress address, ref TlbFlush flush, out PageTableEntry entry, out PageSize size)
    { entry = default; size = default; return Unfinished(); }

    /// <summary>Changes the rights of the mapping that contains an address; the memory type stays.</summary>
    /// <returns>Ok or BadAddress.</returns>
    public readonly MemoryStatus Protect(VirtualAddress address, MappingFlags flags, ref TlbFlush flush) => Unfinished();

    /// <summary>Finds the entry that maps an address, as the processor would.</summary>
    /// <returns>Whether a present entry maps it.</returns>
    public readonly bool TryWalk(VirtualAddress address, out PageTableEntry entry, out PageSize size)
    { entry = default; size = default; return Unfinished() == 0; }

    /// <summary>Translates an address, as the processor would.</summary>
    /// <returns>Whether it is mapped.</returns>
    public readonly bool TryTranslate(VirtualAddress address, out PhysicalAddress target)
    { target = default; return Unfinished() == 0; }

    /// <summary>Maps physical memory from 0 at <paramref name="directMap"/>, writable, global, not executable, with the largest pages that fit; frame buffers and what is mapped already are left out.</summary>
    /// <param name="directMap">Where physical 0 goes; a multiple of 1 GiB.</param>
    /// <param name="map">The boot map, for the ranges that must be left out.</param>
    /// <param name="limit">First physical address that is not mapped; rounded up to 2 MiB.</param>
    /// <param name="has1GiBPages">CPUID 80000001h EDX bit 26.</param>
    /// <returns>Ok, InvalidArgument or OutOfMemory (a part may be mapped then).</returns>
    public readonly MemoryStatus BuildDirectMap(VirtualAddress directMap, BootMemoryMap* map, PhysicalAddress limit, bool has1GiBPages) => Unfinished();

    private readonly MemoryStatus Unfinished()
    {
        _memory->Require(false, "not available yet");
        return MemoryStatus.InvalidArgument;
    }
}
