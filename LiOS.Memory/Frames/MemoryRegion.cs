namespace LiOS.Memory;

/// <summary>A range of physical memory with one use.</summary>
public readonly struct MemoryRegion
{
    /// <summary>Makes a region.</summary>
    public MemoryRegion(PhysicalAddress start, PhysicalAddress end, MemoryRegionKind kind)
    {
        Start = start;
        End = end;
        Kind = kind;
    }

    /// <summary>First byte.</summary>
    public PhysicalAddress Start { get; }

    /// <summary>First byte behind the region.</summary>
    public PhysicalAddress End { get; }

    /// <summary>What it is used for.</summary>
    public MemoryRegionKind Kind { get; }
}
