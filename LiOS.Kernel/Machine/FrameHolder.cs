namespace LiOS.Machine;

/// <summary>Who holds a frame of physical memory.</summary>
public enum FrameHolder : byte
{
    /// <summary>Nobody: it is free.</summary>
    None = 0,

    /// <summary>Images, boot data and tables of the nucleus.</summary>
    Kernel = 1,

    /// <summary>A page table.</summary>
    PageTable = 2,

    /// <summary>A slab of small objects.</summary>
    Slab = 3,

    /// <summary>A large block of the nucleus' heap.</summary>
    KernelHeap = 4,

    /// <summary>The managed heap and kernel stacks.</summary>
    KernelSpace = 5,

    /// <summary>A buffer for a device.</summary>
    Device = 6,

    /// <summary>A private page of a program.</summary>
    UserPrivate = 7,

    /// <summary>A page that programs share.</summary>
    UserShared = 8,

    /// <summary>An index of pages that programs share.</summary>
    SharedIndex = 9,

    /// <summary>The page cache.</summary>
    PageCache = 10,

    /// <summary>The ramdisk and other boot modules.</summary>
    Module = 11,

    /// <summary>There is no memory, or it is the firmware's.</summary>
    NoMemory = 255,
}
