namespace LiOS.Benchmarks.Frames;

/// <summary>How much of memory is taken, and how: in the allocator's own order, or with free frames at random places.</summary>
public enum FillLevel
{
    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>Half, as the allocator hands frames out.</summary>
    HalfInOrder,

    /// <summary>Half, at random places.</summary>
    HalfAtRandom,

    /// <summary>99 %, as the allocator hands frames out.</summary>
    FullInOrder,

    /// <summary>99 %, at random places.</summary>
    FullAtRandom,
}
