namespace LiOS.Memory;

/// <summary>A request for a new region.</summary>
public struct MapRequest
{
    /// <summary>Wanted address, page-aligned; 0 with <see cref="Placement.Hint"/> means anywhere.</summary>
    public ulong Address;

    /// <summary>Length in bytes, greater than 0; rounded up to whole pages.</summary>
    public ulong Length;

    /// <summary>For <see cref="RegionKind.File"/>: the pager's name for the file, never 0.</summary>
    public ulong BackingId;

    /// <summary>For <see cref="RegionKind.File"/>: offset in the file of the first page, in bytes, page-aligned.</summary>
    public ulong BackingOffset;

    /// <summary>Rights of the pages.</summary>
    public Protection Protection;

    /// <summary>How <see cref="Address"/> is meant.</summary>
    public Placement Placement;

    /// <summary>What the region is for.</summary>
    public RegionKind Kind;

    /// <summary>Whether writes are seen by every mapping of the same pages (MAP_SHARED).</summary>
    public bool IsShared;

    /// <summary>For a shared file: that no change of rights may ever allow writes (the file was not opened for writing).</summary>
    public bool IsReadOnly;
}
