namespace LiOS.Memory;

/// <summary>Parts of physical memory by who can reach them.</summary>
public enum FrameZone
{
    /// <summary>Below 16 MiB: what ISA DMA reaches.</summary>
    Dma = 0,

    /// <summary>From 16 MiB to 4 GiB: what 32-bit devices reach.</summary>
    Dma32 = 1,

    /// <summary>From 4 GiB.</summary>
    Normal = 2,
}
