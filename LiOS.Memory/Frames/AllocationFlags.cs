using System;

namespace LiOS.Memory;

/// <summary>What an allocation of frames may do.</summary>
[Flags]
public enum AllocationFlags
{
    /// <summary>Only the zone named, and never the reserve.</summary>
    None = 0,

    /// <summary>May fall back to the zones below the one named.</summary>
    FallBack = 1,

    /// <summary>May use the reserve that is kept back for the kernel.</summary>
    UseReserve = 2,
}
