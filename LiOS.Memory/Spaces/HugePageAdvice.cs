namespace LiOS.Memory;

/// <summary>What a program said about pages of 2 MiB in a region (madvise(2)).</summary>
public enum HugePageAdvice : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>They are wanted (MADV_HUGEPAGE).</summary>
    Wanted = 1,

    /// <summary>They are not wanted (MADV_NOHUGEPAGE).</summary>
    Unwanted = 2,
}
