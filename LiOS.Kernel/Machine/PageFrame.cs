namespace LiOS.Machine;

/// <summary>A 4 KiB frame of physical memory held by the kernel (a page of the page cache, for instance). 0 is "none".</summary>
/// <param name="Number">Physical address divided by 4096.</param>
public readonly record struct PageFrame(ulong Number)
{
    /// <summary>Bytes in a frame.</summary>
    public const int Size = 4096;
}
