namespace LiOS.Memory;

/// <summary>Who a frame was allocated for.</summary>
public enum FrameOwner : byte
{
    /// <summary>Nobody: free, or never usable.</summary>
    None = 0,

    /// <summary>The nucleus and the kernel: images, boot data, what has no better name.</summary>
    Kernel = 1,

    /// <summary>A page table of any level.</summary>
    PageTable = 2,

    /// <summary>A slab of small objects.</summary>
    Slab = 3,

    /// <summary>A large block of the kernel heap.</summary>
    KernelHeap = 4,

    /// <summary>A page of a kernel memory space: managed heap, kernel stacks.</summary>
    KernelSpace = 5,

    /// <summary>A buffer for a device.</summary>
    Device = 6,

    /// <summary>A private page of a program.</summary>
    UserAnonymous = 7,

    /// <summary>A page of a shared anonymous mapping.</summary>
    UserShared = 8,

    /// <summary>An index of the pages of a shared anonymous mapping.</summary>
    SharedIndex = 9,

    /// <summary>A page of the page cache.</summary>
    PageCache = 10,

    /// <summary>A boot module that stays where it is (the ramdisk).</summary>
    Module = 11,

    /// <summary>How many owners there are.</summary>
    Count = 12,
}
