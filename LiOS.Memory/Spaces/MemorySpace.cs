namespace LiOS.Memory;

/// <summary>
/// A virtual address space, or a range of the kernel's: regions and gaps, and the page tables that follow them.
/// Every operation either succeeds or leaves the space as it was. Callers serialise their calls.
/// </summary>
public unsafe partial struct MemorySpace
{
    private PhysicalMemory* _memory;
    private Mapper _mapper;
    private ulong _residentPages;
    private ulong _mappedBytes;

    /// <summary>Makes an empty user space: a new top table with the kernel's half and the managed heap's slot copied from the kernel's.</summary>
    /// <param name="memory">Physical memory.</param>
    /// <param name="kernelRoot">The kernel's top table; its kernel entries must all exist already (<see cref="Mapper.ReserveTopLevel"/>).</param>
    /// <returns>The space, or null when there is no memory.</returns>
    public static MemorySpace* CreateUser(PhysicalMemory* memory, Frame kernelRoot) => null;

    /// <summary>Makes a space over a range of the kernel's tree: supervisor pages, filled eagerly with <see cref="Populate"/>.</summary>
    /// <param name="memory">Physical memory.</param>
    /// <param name="kernelRoot">The kernel's top table.</param>
    /// <param name="start">First address, page-aligned.</param>
    /// <param name="length">Length in bytes, page-aligned.</param>
    /// <returns>The space, or null when there is no memory.</returns>
    public static MemorySpace* CreateKernel(PhysicalMemory* memory, Frame kernelRoot, VirtualAddress start, ulong length) => null;

    /// <summary>Frees the space, its regions, page tables and frames. No processor may use it any more.</summary>
    public static void Destroy(MemorySpace* space) { }

    /// <summary>The top table, for CR3.</summary>
    public readonly Frame Root => _mapper.Root;

    /// <summary>Entries that hold a frame now (the resident set), shared ones included; the page of zeros does not count.</summary>
    public readonly ulong ResidentPages => _residentPages;

    /// <summary>Bytes covered by regions other than guards.</summary>
    public readonly ulong MappedBytes => _mappedBytes;

    /// <summary>Adds a region.</summary>
    /// <param name="request">What to map and where.</param>
    /// <param name="address">The region's address.</param>
    /// <returns>Ok, InvalidArgument, Exists, OutOfMemory.</returns>
    public MemoryStatus Map(MapRequest* request, out ulong address) { address = 0; return Unfinished(); }

    /// <summary>Removes every page and region part in a range; parts without a region are passed over.</summary>
    /// <param name="address">Page-aligned.</param>
    /// <param name="length">Bytes, greater than 0, rounded up to whole pages.</param>
    /// <returns>Ok, InvalidArgument, OutOfMemory (a region had to be split).</returns>
    public MemoryStatus Unmap(ulong address, ulong length) => Unfinished();

    /// <summary>Changes the rights of a range.</summary>
    /// <returns>Ok, InvalidArgument, BadAddress (a part has no region), BadAccess (a guard region), OutOfMemory.</returns>
    public MemoryStatus Protect(ulong address, ulong length, Protection protection) => Unfinished();

    /// <summary>Drops the pages of a range and keeps its regions: private anonymous memory reads as zero afterwards, files are asked for again (MADV_DONTNEED).</summary>
    /// <returns>Ok, InvalidArgument, BadAddress (a part has no region).</returns>
    public MemoryStatus Discard(ulong address, ulong length) => Unfinished();

    /// <summary>Grows, shrinks or moves a part of one region (mremap); pages are moved, not copied.</summary>
    /// <param name="oldAddress">Page-aligned.</param>
    /// <param name="oldLength">Bytes, greater than 0, rounded up.</param>
    /// <param name="newLength">Bytes, greater than 0, rounded up.</param>
    /// <param name="mayMove">Whether another address is acceptable.</param>
    /// <param name="fixedAddress">0, or the address it must move to (what is there is unmapped); then <paramref name="mayMove"/> must be true.</param>
    /// <param name="address">The new address.</param>
    /// <returns>Ok, InvalidArgument, BadAddress (not inside one region), OutOfMemory.</returns>
    public MemoryStatus Remap(ulong oldAddress, ulong oldLength, ulong newLength, bool mayMove, ulong fixedAddress, out ulong address)
    { address = 0; return Unfinished(); }

    /// <summary>Makes a copy-on-write copy of a user space. The parent's flush is included.</summary>
    /// <param name="child">The copy, or null.</param>
    /// <returns>Ok, InvalidArgument (a kernel space), OutOfMemory.</returns>
    public MemoryStatus Fork(out MemorySpace* child) { child = null; return Unfinished(); }

    /// <summary>Does what a page fault asks for.</summary>
    /// <param name="address">The address (CR2); any value.</param>
    /// <param name="access">Exactly one of Read, Write, Execute.</param>
    /// <param name="fromUser">Whether ring 3 made the access.</param>
    public FaultOutcome HandleFault(ulong address, Protection access, bool fromUser) { Unfinished(); return FaultOutcome.BadAddress; }

    /// <summary>Maps a file's page. The mapping takes its own reference. Where a page is already, nothing happens.</summary>
    /// <param name="address">Any address in the page.</param>
    /// <param name="frame">An allocated frame with the page's contents. Private mappings copy it before the first write; shared ones write to it.</param>
    /// <returns>Ok, BadAddress (no region), InvalidArgument (not a file region), OutOfMemory.</returns>
    public MemoryStatus InstallPage(ulong address, Frame frame) => Unfinished();

    /// <summary>Fills a range with frames of zeros where it has none yet. For kernel spaces; interrupts must not find a lazy page there.</summary>
    /// <returns>Ok, InvalidArgument, BadAddress (a part has no region), BadAccess (a part has no rights, or is not anonymous), OutOfMemory.</returns>
    public MemoryStatus Populate(ulong address, ulong length) => Unfinished();

    /// <summary>Gives the frames of a range back and keeps its regions; the opposite of <see cref="Populate"/>.</summary>
    /// <returns>Ok, InvalidArgument, BadAddress (a part has no region).</returns>
    public MemoryStatus Decommit(ulong address, ulong length) => Unfinished();

    /// <summary>Finds the region that contains an address, or the first one above it.</summary>
    /// <returns>Whether there is one.</returns>
    public readonly bool Query(ulong address, out RegionInfo region) { region = default; return false; }

    /// <summary>Copies from a user space, resolving faults as the program's own accesses would.</summary>
    /// <param name="address">Where in the space; any value.</param>
    /// <param name="destination">Memory of the kernel.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="copied">Bytes copied; on failure the page of <c>address + copied</c> is at fault.</param>
    /// <returns>Ok, BadAddress, BadAccess, NeedsPage, OutOfMemory.</returns>
    public MemoryStatus CopyIn(ulong address, byte* destination, ulong length, out ulong copied) { copied = 0; return Unfinished(); }

    /// <summary>Copies to a user space, resolving faults as the program's own accesses would.</summary>
    /// <param name="address">Where in the space; any value.</param>
    /// <param name="source">Memory of the kernel.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="copied">Bytes copied; on failure the page of <c>address + copied</c> is at fault.</param>
    /// <returns>Ok, BadAddress, BadAccess, NeedsPage, OutOfMemory.</returns>
    public MemoryStatus CopyOut(ulong address, byte* source, ulong length, out ulong copied) { copied = 0; return Unfinished(); }

    /// <summary>Copies bytes from a user space up to and without a NUL.</summary>
    /// <param name="address">Where in the space; any value.</param>
    /// <param name="destination">Memory of the kernel.</param>
    /// <param name="capacity">Most bytes to copy.</param>
    /// <param name="length">Bytes copied; on failure the page of <c>address + length</c> is at fault.</param>
    /// <returns>Ok (a NUL follows), InvalidArgument (no NUL within the capacity), BadAddress, BadAccess, NeedsPage, OutOfMemory.</returns>
    public MemoryStatus CopyString(ulong address, byte* destination, ulong capacity, out ulong length) { length = 0; return Unfinished(); }

    private readonly MemoryStatus Unfinished()
    {
        _memory->Require(false, "not available yet");
        return MemoryStatus.InvalidArgument;
    }
}
