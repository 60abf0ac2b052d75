namespace LiOS.Memory;

/// <summary>Multiples of a byte.</summary>
public static class ByteUnits
{
    /// <summary>2^10 bytes.</summary>
    public const ulong KiB = 1UL << 10;

    /// <summary>2^20 bytes.</summary>
    public const ulong MiB = 1UL << 20;

    /// <summary>2^30 bytes.</summary>
    public const ulong GiB = 1UL << 30;

    /// <summary>2^40 bytes.</summary>
    public const ulong TiB = 1UL << 40;

    /// <summary>Bytes covered by one mapping of a size.</summary>
    public static ulong Of(PageSize size) => 1UL << (Page.SizeLog2 + 9 * (int)size);
}
