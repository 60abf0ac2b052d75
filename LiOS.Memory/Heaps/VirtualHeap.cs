namespace LiOS.Memory;

/// <summary>
/// Virtually contiguous memory in a kernel space (vmalloc): whole pages from any frames, filled at once, with a page without
/// rights on both sides, so that a write past either end faults. Freeing twice, and giving a wrong address or size back, panic.
/// </summary>
/// <remarks>Callers serialise their calls, as for <see cref="MemorySpace"/>.</remarks>
public unsafe struct VirtualHeap
{
    private PhysicalMemory* _memory;
    private MemorySpace* _space;

    /// <summary>Prepares an empty heap.</summary>
    /// <param name="memory">Physical memory.</param>
    /// <param name="space">A kernel space (<see cref="MemorySpace.CreateKernel"/>); others may map in it, too.</param>
    public void Initialize(PhysicalMemory* memory, MemorySpace* space)
    {
        _memory = memory;
        _space = space;
    }

    /// <summary>Allocates a block of zeros.</summary>
    /// <param name="size">Bytes, greater than 0; rounded up to whole pages.</param>
    /// <param name="address">The block; page-aligned.</param>
    /// <returns>Ok, InvalidArgument, OutOfMemory.</returns>
    public readonly MemoryStatus Allocate(ulong size, out ulong address)
    {
        address = 0;
        ulong length = RoundUp(size);
        if (length < size || length == 0 || length + 2 * Page.Size < length)
            return MemoryStatus.InvalidArgument;
        MapRequest request = default;
        request.Length = length + 2 * Page.Size;
        request.Kind = RegionKind.Guard;
        MemoryStatus status = _space->Map(&request, out ulong guard);
        if (status != MemoryStatus.Ok)
            return status;
        request.Address = guard + Page.Size;
        request.Length = length;
        request.Kind = RegionKind.Anonymous;
        request.Protection = Protection.Read | Protection.Write;
        request.Placement = Placement.Fixed;
        status = _space->Map(&request, out ulong block);
        if (status == MemoryStatus.Ok)
            status = _space->Populate(block, length);
        if (status == MemoryStatus.Ok)
            address = block;
        else
            _memory->Require(_space->Unmap(guard, length + 2 * Page.Size) == MemoryStatus.Ok, "guards of a block that was never made cannot be taken back");
        return status;
    }

    /// <summary>Frees a block.</summary>
    /// <param name="address">What <see cref="Allocate"/> gave.</param>
    /// <param name="size">The size it was allocated with.</param>
    /// <returns>Ok, OutOfMemory (the guards of neighbours had to be split; the block is as before).</returns>
    public readonly MemoryStatus Free(ulong address, ulong size)
    {
        ulong length = RoundUp(size);
        bool isBlock = length != 0 && _space->Query(address, out RegionInfo region) && region.Start == address && region.Kind == RegionKind.Anonymous;
        _memory->Require(isBlock, "freed address is not the start of a block, or freed twice");
        _space->Query(address, out region);
        _memory->Require(region.End - region.Start == length, "block freed with another size");
        return _space->Unmap(address - Page.Size, length + 2 * Page.Size);
    }

    private static ulong RoundUp(ulong size) => (size + Page.Size - 1) & ~(Page.Size - 1);
}
