namespace LiOS.Machine;

/// <summary>What a region of an address space is for; shown in /proc/self/maps. The numbers are shared with LiOS.Memory.</summary>
public enum RegionKind
{
    /// <summary>Anonymous memory from mmap(2).</summary>
    Anonymous = 0,

    /// <summary>Pages of a file.</summary>
    File = 1,

    /// <summary>The break area of brk(2).</summary>
    Heap = 2,

    /// <summary>A stack that grows down to its limit, with a guard gap below.</summary>
    Stack = 3,

    /// <summary>Address space that is taken but has no rights, and never gets pages.</summary>
    Guard = 4,
}
