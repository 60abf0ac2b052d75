namespace LiOS.Machine;

/// <summary>How an address given to <see cref="AddressSpace.Map"/> is meant.</summary>
public enum Placement
{
    /// <summary>A wish: used when the range is free, otherwise another place is chosen.</summary>
    Hint,

    /// <summary>Exactly here; what was mapped there before is unmapped (MAP_FIXED).</summary>
    Fixed,

    /// <summary>Exactly here, or EEXIST when any page of it is taken (MAP_FIXED_NOREPLACE).</summary>
    FixedNoReplace,
}

/// <summary>A request for a new region of an address space.</summary>
public readonly struct MapRequest
{
    /// <summary>Wanted address in bytes, page-aligned; 0 with <see cref="Placement.Hint"/> means anywhere.</summary>
    public ulong Address { get; init; }

    /// <summary>Length in bytes, greater than 0; rounded up to whole pages.</summary>
    public ulong Length { get; init; }

    /// <summary>Rights of the pages.</summary>
    public Protection Protection { get; init; }

    /// <summary>How <see cref="Address"/> is meant.</summary>
    public Placement Placement { get; init; }

    /// <summary>What the region is for.</summary>
    public RegionKind Kind { get; init; }

    /// <summary>Whether writes are seen by other mappings of the same pages (MAP_SHARED) instead of being private copies.</summary>
    public bool IsShared { get; init; }

    /// <summary>For a shared file: that no change of rights may ever allow writes (the file was not opened for writing); asking for them is answered with EACCES.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>For <see cref="RegionKind.File"/>: the kernel's number of the file's inode, never 0; handed back to the pager.</summary>
    public ulong BackingId { get; init; }

    /// <summary>For <see cref="RegionKind.File"/>: offset in the file of the first page, in bytes, page-aligned.</summary>
    public ulong BackingOffset { get; init; }
}
