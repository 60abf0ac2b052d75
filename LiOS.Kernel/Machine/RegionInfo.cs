namespace LiOS.Machine;

/// <summary>One region of an address space, as <see cref="AddressSpace.Query"/> reports it.</summary>
public readonly struct RegionInfo
{
    /// <summary>First address, page-aligned.</summary>
    public ulong Start { get; init; }

    /// <summary>First address behind the region, page-aligned.</summary>
    public ulong End { get; init; }

    /// <summary>Rights.</summary>
    public Protection Protection { get; init; }

    /// <summary>What the region is for.</summary>
    public RegionKind Kind { get; init; }

    /// <summary>Whether the mapping is shared.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether its pages are locked in memory (mlock(2)).</summary>
    public bool IsLocked { get; init; }

    /// <summary>What was said about pages of 2 MiB in it.</summary>
    public HugePageAdvice HugePages { get; init; }

    /// <summary>Whether it gets pages of 2 MiB where one has room in it.</summary>
    public bool MayHaveHugePages { get; init; }

    /// <summary>The inode number given at mapping, or 0.</summary>
    public ulong BackingId { get; init; }

    /// <summary>Offset in the file of the region's first page, in bytes.</summary>
    public ulong BackingOffset { get; init; }
}
