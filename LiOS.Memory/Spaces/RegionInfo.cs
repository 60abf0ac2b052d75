namespace LiOS.Memory;

/// <summary>What is known of one region.</summary>
public struct RegionInfo
{
    /// <summary>First address, page-aligned.</summary>
    public ulong Start;

    /// <summary>First address behind the region, page-aligned.</summary>
    public ulong End;

    /// <summary>The name of the file given at mapping, or 0.</summary>
    public ulong BackingId;

    /// <summary>Offset in bytes of the region's first page in the file, or in the shared memory.</summary>
    public ulong BackingOffset;

    /// <summary>
    /// For shared anonymous memory: a number that regions of the same memory, and only they, have in common, in any space
    /// (with <see cref="BackingOffset"/> it names the memory behind an address). Otherwise 0.
    /// </summary>
    public ulong ShareId;

    /// <summary>Rights.</summary>
    public Protection Protection;

    /// <summary>What the region is for.</summary>
    public RegionKind Kind;

    /// <summary>Whether the mapping is shared.</summary>
    public bool IsShared;

    /// <summary>Whether its pages are locked in memory (mlock(2)).</summary>
    public bool IsLocked;

    /// <summary>What was said about huge pages in it.</summary>
    public HugePageAdvice HugePages;

    /// <summary>Whether it gets pages of 2 MiB where one has room in it.</summary>
    public bool MayHaveHugePages;
}
