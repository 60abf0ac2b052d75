using System.Runtime.CompilerServices;

namespace LiOS.Memory;

/// <summary>
/// A virtual address space, or a range of the kernel's: regions and gaps, and the page tables that follow them.
/// Every operation either succeeds or leaves the space as it was. Callers serialise their calls.
/// </summary>
/// <remarks>
/// Invariants: regions and gaps tile the space without overlap; no two gaps touch; no two touching regions could be one;
/// every page-table entry lies in a region and follows from its rights and its own state bits; every entry with
/// <see cref="PageTableEntry.HeldBit"/> owns one reference to its frame.
/// </remarks>
[SkipLocalsInit]
public unsafe partial struct MemorySpace
{
    private PhysicalMemory* _memory;
    private Mapper _mapper;
    private ContextTag _tag;
    private AvlTree _regions;
    private AvlTree _gapsByAddress;
    private AvlTree _gapsBySize;
    private Region* _last;
    private ulong _low;
    private ulong _high;
    private ulong _mapBottom;
    private ulong _mapTop;
    private ulong _residentPages;
    private ulong _mappedBytes;
    private ulong _mostBytes;
    private bool _isUser;
    private bool _isSupervised;

    /// <summary>Whether page tables may be shared: the space is, or has, the copy of another.</summary>
    private bool _hasForked;

    /// <summary>Makes an empty user space: a new top table with the kernel's half and the managed heap's slot copied from the kernel's.</summary>
    /// <param name="memory">Physical memory.</param>
    /// <param name="kernelRoot">The kernel's top table; its kernel entries must all exist already (<see cref="Mapper.ReserveTopLevel"/>).</param>
    /// <returns>The space, or null when there is no memory.</returns>
    public static MemorySpace* CreateUser(PhysicalMemory* memory, Frame kernelRoot)
    {
        if (!memory->TryAllocateZeroed(FrameOwner.PageTable, AllocationFlags.None, AllocationSite.TopTable, out Frame root))
            return null;
        ulong* from = (ulong*)memory->PointerTo(kernelRoot);
        ulong* to = (ulong*)memory->PointerTo(root);
        *(KernelHalf*)(to + KernelLayout.FirstKernelEntry) = *(KernelHalf*)(from + KernelLayout.FirstKernelEntry);
        to[KernelLayout.ManagedHeapEntry] = from[KernelLayout.ManagedHeapEntry];
        MemorySpace* space = Create(memory, root, KernelLayout.UserBase, KernelLayout.UserTop, isUser: true);
        if (space == null)
            memory->Free(root);
        return space;
    }

    /// <summary>Makes a space over a range of the kernel's tree: supervisor pages, filled eagerly with <see cref="Populate"/>.</summary>
    /// <param name="memory">Physical memory.</param>
    /// <param name="kernelRoot">The kernel's top table. Its entries for the range are made here: user spaces created before would miss them.</param>
    /// <param name="start">First address, page-aligned.</param>
    /// <param name="length">Length in bytes, page-aligned.</param>
    /// <returns>The space, or null when there is no memory.</returns>
    public static MemorySpace* CreateKernel(PhysicalMemory* memory, Frame kernelRoot, VirtualAddress start, ulong length)
    {
        ulong end = start.Value + length;
        bool isValid = length != 0 && start.IsAligned(Page.Size) && (length & (Page.Size - 1)) == 0 && end > start.Value
            && start.IsCanonical && new VirtualAddress(end - 1).IsCanonical && start.Value >= KernelLayout.UserTop;
        memory->Require(isValid, "kernel space with a bad range");
        Mapper mapper = new(memory, kernelRoot, keepsTopLevel: true);
        return mapper.ReserveTopLevel(start, length) == MemoryStatus.Ok ? Create(memory, kernelRoot, start.Value, end, isUser: false) : null;
    }

    /// <summary>Frees the space, its regions, page tables and frames. No processor may use it any more.</summary>
    public static void Destroy(MemorySpace* space)
    {
        PhysicalMemory* memory = space->_memory;
        TlbFlush flush = default;
        space->FreePages(ref flush);
        if (space->_isUser)
            flush.Drop();
        else
            flush.Complete(PhysicalMemory.HooksOf(memory), null);
        AvlNode* node;
        AvlNode* near = null;
        while ((node = space->_regions.TakeLeaf(ref near)) != null)
            space->FreeRegion((Region*)node);
        while ((node = space->_gapsByAddress.TakeLeaf(ref near)) != null)
            memory->GapCache.Free(node);
        if (space->_isUser)
            memory->Free(space->Root);
        memory->SpaceCache.Free(space);
    }

    /// <summary>The top table, for CR3.</summary>
    public readonly Frame Root => _mapper.Root;

    /// <summary>What the translations of a user space are told by; null for a range of the kernel's.</summary>
    public readonly ContextTag* Tag => _mapper.Tag;

    /// <summary>Entries that hold a frame now (the resident set), shared ones included; the page of zeros does not count.</summary>
    public readonly ulong ResidentPages => _residentPages;

    /// <summary>Bytes covered by regions other than guards.</summary>
    public readonly ulong MappedBytes => _mappedBytes;

    /// <summary>How many regions there are.</summary>
    public readonly ulong RegionCount => _regions.Count;

    /// <summary>Finds the region that contains an address, or the first one above it.</summary>
    /// <returns>Whether there is one.</returns>
    public readonly bool Query(ulong address, out RegionInfo region)
    {
        region = default;
        Region* found = (Region*)_regions.FindFloor(address);
        if (found == null || address >= found->End)
            found = found == null ? (Region*)_regions.First() : (Region*)AvlTree.Next(&found->Node);
        if (found == null)
            return false;
        region.Start = found->Start;
        region.End = found->End;
        region.BackingId = found->BackingId;
        region.BackingOffset = found->BackingOffset;
        region.ShareId = (ulong)found->Shared;
        region.Protection = found->Protection;
        region.Kind = found->Kind;
        region.IsShared = found->IsShared;
        region.IsLocked = found->IsLocked;
        return true;
    }

    /// <summary>Whether a file's region lies, even in part, in a range. Of an invalid range nothing is said: the operation on it refuses.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasFile(ulong address, ulong length)
    {
        Region* last = _last;
        bool isInside = last != null && address - last->Start < last->Length && length <= last->End - address;
        return isInside ? last->Kind == RegionKind.File : SearchFile(address, length);
    }

    private bool SearchFile(ulong address, ulong length)
    {
        if (!IsRange(address, length, out ulong end))
            return false;
        for (Region* region = FirstRegionAbove(address); region != null && region->Start < end; region = NextOf(region))
        {
            if (region->Kind == RegionKind.File)
                return true;
        }
        return false;
    }

    private static MemorySpace* Create(PhysicalMemory* memory, Frame root, ulong low, ulong high, bool isUser)
    {
        AllocationFlags flags = isUser ? AllocationFlags.None : AllocationFlags.UseReserve;
        if (!memory->SpaceCache.Reserve(1, flags, AllocationSite.SpaceRecord) || !memory->GapCache.Reserve(1, flags, AllocationSite.FirstGap))
            return null;
        MemorySpace* space = (MemorySpace*)memory->SpaceCache.Allocate();
        *space = default;
        space->_memory = memory;
        space->_mapper = new Mapper(memory, root, keepsTopLevel: !isUser, isUser ? &space->_tag : null);
        space->_low = low;
        space->_high = high;
        space->_mapBottom = low;
        space->_mapTop = high;
        space->_mostBytes = ulong.MaxValue;
        space->_isUser = isUser;
        space->InsertGap(null, low, high);
        return space;
    }

    /// <summary>Checks a range given from outside and rounds its length up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsRange(ulong address, ulong length, out ulong end)
    {
        ulong rounded = (length + Page.Size - 1) & ~(Page.Size - 1);
        end = address + rounded;
        return length != 0 && rounded >= length && (address & (Page.Size - 1)) == 0
            && end > address && address >= _low && end <= _high;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Complete(ref TlbFlush flush)
    {
        if (!flush.IsEmpty)
            flush.Complete(PhysicalMemory.HooksOf(_memory), _mapper.Tag);
    }

    /// <summary>The kernel's entries of a top table.</summary>
    private struct KernelHalf
    {
        private fixed ulong _entries[512 - KernelLayout.FirstKernelEntry];
    }
}
