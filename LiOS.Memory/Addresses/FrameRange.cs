namespace LiOS.Memory;

/// <summary>Consecutive frames.</summary>
public readonly struct FrameRange
{
    /// <summary>Makes a range.</summary>
    /// <param name="start">The first frame.</param>
    /// <param name="count">How many frames; 0 makes an empty range.</param>
    public FrameRange(Frame start, ulong count)
    {
        Start = start;
        Count = count;
    }

    /// <summary>The first frame.</summary>
    public Frame Start { get; }

    /// <summary>How many frames.</summary>
    public ulong Count { get; }

    /// <summary>The first frame behind the range.</summary>
    public Frame End => Start + Count;

    /// <summary>The range's length in bytes.</summary>
    public ulong Length => Count << Frame.SizeLog2;

    /// <summary>Whether a frame lies in the range.</summary>
    public bool Contains(Frame frame) => frame.Number - Start.Number < Count;

    /// <summary>Whether two ranges have a frame in common.</summary>
    public bool Overlaps(FrameRange other) => Start < other.End && other.Start < End;
}
