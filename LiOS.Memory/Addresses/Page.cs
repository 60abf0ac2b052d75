namespace LiOS.Memory;

/// <summary>A 4 KiB unit of virtual memory.</summary>
public readonly struct Page
{
    /// <summary>Bytes in a page.</summary>
    public const ulong Size = 4096;

    /// <summary>Binary logarithm of <see cref="Size"/>.</summary>
    public const int SizeLog2 = 12;

    /// <summary>Makes a page from its number.</summary>
    /// <param name="number">The address divided by 4096.</param>
    public Page(ulong number) => Number = number;

    /// <summary>The address divided by 4096.</summary>
    public ulong Number { get; }

    /// <summary>Address of the first byte.</summary>
    public VirtualAddress Start => new(Number << SizeLog2);

    /// <summary>The page that contains an address.</summary>
    public static Page Containing(VirtualAddress address) => new(address.Value >> SizeLog2);

    /// <summary>The page a number of pages higher.</summary>
    public static Page operator +(Page page, ulong count) => new(page.Number + count);

    /// <summary>The page a number of pages lower.</summary>
    public static Page operator -(Page page, ulong count) => new(page.Number - count);

    /// <summary>The distance in pages from the second to the first.</summary>
    public static ulong operator -(Page end, Page start) => end.Number - start.Number;

    /// <summary>Whether two pages are the same.</summary>
    public static bool operator ==(Page left, Page right) => left.Number == right.Number;

    /// <summary>Whether two pages differ.</summary>
    public static bool operator !=(Page left, Page right) => left.Number != right.Number;

    /// <summary>Whether the first page is lower.</summary>
    public static bool operator <(Page left, Page right) => left.Number < right.Number;

    /// <summary>Whether the first page is higher.</summary>
    public static bool operator >(Page left, Page right) => left.Number > right.Number;
}
