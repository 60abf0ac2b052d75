namespace LiOS.Memory;

/// <summary>Settings of <see cref="PhysicalMemory"/>.</summary>
public struct PhysicalMemoryOptions
{
    /// <summary>First physical address that the direct map does not reach yet. Nothing above it is touched before <see cref="PhysicalMemory.RaiseMappedLimit"/>.</summary>
    public PhysicalAddress MappedLimit;

    /// <summary>Frames that only allocations with <see cref="AllocationFlags.UseReserve"/> may take.</summary>
    public ulong ReserveFrames;
}
