namespace LiOS.Memory;

/// <summary>What a region is for.</summary>
public enum RegionKind
{
    /// <summary>Memory of its own, zero at first.</summary>
    Anonymous = 0,

    /// <summary>Pages of a file, supplied with <see cref="MemorySpace.InstallPage"/>.</summary>
    File = 1,

    /// <summary>The break area of brk(2): anonymous memory by another name.</summary>
    Heap = 2,

    /// <summary>
    /// A stack. The request's length is its limit: the region starts small at the top of it and grows down on faults;
    /// the rest is a <see cref="Guard"/> region, and the lowest pages of that are never given up.
    /// </summary>
    Stack = 3,

    /// <summary>Address space that is taken but has no rights and never gets pages.</summary>
    Guard = 4,
}
