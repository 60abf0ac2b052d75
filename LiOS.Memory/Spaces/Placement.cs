namespace LiOS.Memory;

/// <summary>How the address of a request is meant.</summary>
public enum Placement
{
    /// <summary>A wish: used when the range is free, otherwise another place is chosen.</summary>
    Hint = 0,

    /// <summary>Exactly here; what was mapped there is unmapped (MAP_FIXED).</summary>
    Fixed = 1,

    /// <summary>Exactly here, or <see cref="MemoryStatus.Exists"/> when any page of it is taken.</summary>
    FixedNoReplace = 2,
}
