namespace LiOS.Memory;

/// <summary>Consecutive pages.</summary>
public readonly struct PageRange
{
    /// <summary>Makes a range.</summary>
    /// <param name="start">The first page.</param>
    /// <param name="count">How many pages; 0 makes an empty range.</param>
    public PageRange(Page start, ulong count)
    {
        Start = start;
        Count = count;
    }

    /// <summary>The first page.</summary>
    public Page Start { get; }

    /// <summary>How many pages.</summary>
    public ulong Count { get; }

    /// <summary>The first page behind the range.</summary>
    public Page End => Start + Count;

    /// <summary>The range's length in bytes.</summary>
    public ulong Length => Count << Page.SizeLog2;

    /// <summary>Whether a page lies in the range.</summary>
    public bool Contains(Page page) => page.Number - Start.Number < Count;

    /// <summary>Whether two ranges have a page in common.</summary>
    public bool Overlaps(PageRange other) => Start < other.End && other.Start < End;
}
