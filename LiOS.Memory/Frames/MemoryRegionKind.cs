namespace LiOS.Memory;

/// <summary>
/// What a range of physical memory is used for at boot. The order is one of strictness: where two descriptions of the
/// same bytes disagree, the higher value wins.
/// </summary>
public enum MemoryRegionKind : byte
{
    /// <summary>Free memory.</summary>
    Usable = 0,

    /// <summary>Written by the boot loader; free once its contents have been read.</summary>
    Bootloader = 1,

    /// <summary>ACPI tables; free once they have been read.</summary>
    AcpiReclaimable = 2,

    /// <summary>A file that the boot loader put into memory: the ramdisk, the kernel image before it is mapped.</summary>
    Module = 3,

    /// <summary>The images that run, and their boot data.</summary>
    Kernel = 4,

    /// <summary>ACPI memory that must be preserved.</summary>
    AcpiNvs = 5,

    /// <summary>The linear frame buffer.</summary>
    Framebuffer = 6,

    /// <summary>Reserved by the firmware, or not memory at all.</summary>
    Firmware = 7,

    /// <summary>Defective memory.</summary>
    Bad = 8,
}
