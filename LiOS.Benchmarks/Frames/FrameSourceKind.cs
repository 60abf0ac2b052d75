namespace LiOS.Benchmarks.Frames;

/// <summary>Which allocator of frames.</summary>
public enum FrameSourceKind
{
    /// <summary>PhysicalMemory of LiOS.Memory.</summary>
    LiOS,

    /// <summary>A buddy allocator.</summary>
    Buddy,

    /// <summary>A buddy allocator that keeps a record of each frame, as LiOS does.</summary>
    CountingBuddy,

    /// <summary>A byte per frame, scanned from the first one.</summary>
    ByteTable,
}
