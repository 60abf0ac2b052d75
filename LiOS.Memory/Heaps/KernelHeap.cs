using System.Numerics;

namespace LiOS.Memory;

/// <summary>
/// Physically contiguous memory for the nucleus and the kernel (kmalloc): size classes of powers of two up to 1 KiB,
/// whole frames above. Freeing twice, freeing foreign memory and giving a wrong size back panic; with red zones, so does
/// freeing a block that was written past its end.
/// </summary>
public unsafe struct KernelHeap
{
    private const int SmallestLog2 = 4;
    private const int LargestLog2 = 10;
    private const int Classes = LargestLog2 - SmallestLog2 + 1;
    private const int WordsPerClass = 6;

    // Bytes behind a block that nobody may write, and what they hold: no plausible count, flag or address.
    private const ulong RedZone = 16;
    private const byte RedZoneByte = 0xA5;

    private PhysicalMemory* _memory;
    private ulong _redZone;
    private fixed ulong _classes[Classes * WordsPerClass];

    /// <summary>Prepares an empty heap. The structure must not move afterwards.</summary>
    /// <param name="memory">Where frames come from.</param>
    /// <param name="hasRedZones">Whether the bytes behind each block are watched: for hunting bugs, it costs memory and time.</param>
    public void Initialize(PhysicalMemory* memory, bool hasRedZones = false)
    {
        _memory = memory;
        _redZone = hasRedZones ? RedZone : 0;
        memory->Require(sizeof(SlabCache) <= WordsPerClass * sizeof(ulong), "no room for the size classes");
        for (int log2 = SmallestLog2; log2 <= LargestLog2; log2++)
            Class(log2)->Initialize(memory, 1U << log2, 1U << log2);
    }

    /// <summary>Allocates a block; its contents are undefined.</summary>
    /// <param name="size">Bytes, greater than 0; at most 255 MiB.</param>
    /// <param name="alignment">A power of two, at most 1 GiB.</param>
    /// <returns>The block in the direct map, or null when there is no memory or an argument is out of range.</returns>
    public void* Allocate(ulong size, ulong alignment)
    {
        if (size == 0 || size > 255 * ByteUnits.MiB || alignment == 0 || alignment > ByteUnits.GiB || (alignment & (alignment - 1)) != 0)
            return null;
        int log2 = ClassOf(size + _redZone, alignment);
        if (log2 <= LargestLog2)
            return Mark((byte*)Class(log2)->Allocate(AllocationSite.HeapSlab), size, 1UL << log2);
        ulong count = FramesFor(size + _redZone);
        ulong frameAlignment = alignment <= Frame.Size ? 1 : alignment >> Frame.SizeLog2;
        FrameRange frames;
        if (count == 1 && frameAlignment == 1)
        {
            if (!_memory->TryAllocate(FrameOwner.KernelHeap, AllocationSite.HeapFrame, out Frame frame))
                return null;
            frames = new FrameRange(frame, 1);
        }
        else if (!_memory->TryAllocateContiguous(count, frameAlignment, new PhysicalAddress(ulong.MaxValue), FrameOwner.KernelHeap, AllocationSite.HeapBlock, out frames))
        {
            return null;
        }
        _memory->InfoOf(frames.Start)->Detail = (ushort)count;
        return Mark(_memory->PointerTo(frames.Start), size, count << Frame.SizeLog2);
    }

    /// <summary>Frees a block.</summary>
    /// <param name="block">What <see cref="Allocate"/> returned; null is allowed and does nothing.</param>
    /// <param name="size">The size it was allocated with.</param>
    /// <param name="alignment">The alignment it was allocated with.</param>
    public void Free(void* block, ulong size, ulong alignment)
    {
        if (block == null)
            return;
        int log2 = ClassOf(size + _redZone, alignment);
        if (log2 <= LargestLog2)
        {
            if (_redZone == 0)
            {
                Class(log2)->Free(block);
                return;
            }
            _memory->Require(Class(log2)->IsUsed(block), "freed block is not of its size, or freed twice");
            CheckMark((byte*)block, size, 1UL << log2);
            Class(log2)->Free(block);
            return;
        }
        Frame first = _memory->FrameOf(block);
        FrameInfo* info = _memory->InfoOf(first);
        _memory->Require(info->Owner == FrameOwner.KernelHeap && _memory->PointerTo(first) == block, "freed block is not of the kernel heap");
        ulong count = FramesFor(size + _redZone);
        _memory->Require(info->Detail != 0 && info->Detail == count, "block freed with another size, or not at its start");
        CheckMark((byte*)block, size, count << Frame.SizeLog2);
        info->Detail = 0;
        _memory->Free(new FrameRange(first, count));
    }

    /// <summary>Gives the frames of empty slabs back.</summary>
    public void Trim()
    {
        for (int log2 = SmallestLog2; log2 <= LargestLog2; log2++)
            Class(log2)->Trim();
    }

    /// <summary>Fills what lies between a block's end and the end of its room.</summary>
    private readonly byte* Mark(byte* block, ulong size, ulong room)
    {
        if (_redZone != 0 && block != null)
        {
            for (ulong i = size; i < room; i++)
                block[i] = RedZoneByte;
        }
        return block;
    }

    private readonly void CheckMark(byte* block, ulong size, ulong room)
    {
        if (_redZone == 0)
            return;
        for (ulong i = size; i < room; i++)
            _memory->Require(block[i] == RedZoneByte, "block was written past its end, or is freed with a smaller size");
    }

    /// <summary>A size class. The structure does not move, so its address outlives the pin.</summary>
    private SlabCache* Class(int log2)
    {
        fixed (ulong* words = &_classes[(log2 - SmallestLog2) * WordsPerClass])
            return (SlabCache*)words;
    }

    private static int ClassOf(ulong size, ulong alignment)
    {
        ulong bytes = size > alignment ? size : alignment;
        return bytes <= 1UL << SmallestLog2 ? SmallestLog2 : 64 - BitOperations.LeadingZeroCount(bytes - 1);
    }

    private static ulong FramesFor(ulong size) => (size + Frame.Size - 1) >> Frame.SizeLog2;
}
