namespace LiOS.Memory;

/// <summary>The frame table's record of one frame.</summary>
public struct FrameInfo
{
    /// <summary>How many page-table entries and other holders have it; 0 when it is free or was never usable.</summary>
    public uint References;

    /// <summary>
    /// For a page table: entries in use. For the first frame of a block of the kernel heap: the block's length in frames.
    /// </summary>
    public ushort Detail;

    /// <summary>Who it was allocated for.</summary>
    public FrameOwner Owner;
}
