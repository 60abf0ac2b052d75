namespace LiOS.Memory;

/// <summary>
/// Where everything lies in the kernel's address space. The kernel's half starts at <see cref="Base"/>; the managed heap
/// alone lies in the lower half, because its collector treats region addresses as signed.
/// </summary>
public static class KernelLayout
{
    /// <summary>Start of the kernel's half.</summary>
    public const ulong Base = 0xFFFF_8000_0000_0000;

    /// <summary>Boot scratchpad, the boot stack at its top.</summary>
    public const ulong BootScratch = Base;

    /// <summary>Length of the boot scratchpad.</summary>
    public const ulong BootScratchLength = 16 * ByteUnits.MiB;

    /// <summary>The images of nucleus and kernel, and boot data.</summary>
    public const ulong Images = Base + 16 * ByteUnits.MiB;

    /// <summary>Length of the image area.</summary>
    public const ulong ImagesLength = 128 * ByteUnits.MiB;

    /// <summary>The slab allocator's area.</summary>
    public const ulong Slabs = Base + 144 * ByteUnits.MiB;

    /// <summary>Length of the slab allocator's area.</summary>
    public const ulong SlabsLength = 112 * ByteUnits.MiB;

    /// <summary>Kernel heap: virtually contiguous blocks, kernel stacks with their guard pages.</summary>
    public const ulong Heap = Base + 1 * ByteUnits.GiB;

    /// <summary>Length of the kernel heap.</summary>
    public const ulong HeapLength = 31 * ByteUnits.GiB;

    /// <summary>Direct map of physical memory.</summary>
    public const ulong DirectMap = Base + 4 * ByteUnits.TiB;

    /// <summary>Length of the direct map, and so the most physical memory that can be used.</summary>
    public const ulong DirectMapLength = 4 * ByteUnits.TiB;

    /// <summary>First address a program may use: a null dereference must fault in every space.</summary>
    public const ulong UserBase = 64 * ByteUnits.KiB;

    /// <summary>First address behind what a program may use.</summary>
    public const ulong UserTop = 112 * ByteUnits.TiB;

    /// <summary>The managed heap: supervisor pages in the lower half, the same in every space.</summary>
    public const ulong ManagedHeap = 112 * ByteUnits.TiB;

    /// <summary>Length of the managed heap's slot: one entry of the top table.</summary>
    public const ulong ManagedHeapLength = 512 * ByteUnits.GiB;

    /// <summary>Index of the managed heap's slot in the top table.</summary>
    public const int ManagedHeapEntry = (int)(ManagedHeap >> 39);

    /// <summary>Index of the first entry of the kernel's half in the top table.</summary>
    public const int FirstKernelEntry = 256;

    // The distances between neighbours. A negative one is an overflow in a constant, which does not compile.
    internal const ulong ScratchToImages = Images - (BootScratch + BootScratchLength);
    internal const ulong ImagesToSlabs = Slabs - (Images + ImagesLength);
    internal const ulong SlabsToHeap = Heap - (Slabs + SlabsLength);
    internal const ulong HeapToDirectMap = DirectMap - (Heap + HeapLength);
    internal const ulong DirectMapToEnd = ulong.MaxValue - (DirectMap + DirectMapLength - 1);
    internal const ulong UserToManagedHeap = ManagedHeap - UserTop;
    internal const ulong ManagedHeapToHole = 128 * ByteUnits.TiB - (ManagedHeap + ManagedHeapLength);
}
