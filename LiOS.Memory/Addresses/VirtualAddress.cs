namespace LiOS.Memory;

/// <summary>An address as programs use it, before translation.</summary>
public readonly struct VirtualAddress
{
    /// <summary>Makes an address from its number.</summary>
    /// <param name="value">The address in bytes.</param>
    public VirtualAddress(ulong value) => Value = value;

    /// <summary>The address in bytes.</summary>
    public ulong Value { get; }

    /// <summary>Whether bits 63 to 48 repeat bit 47 (Intel SDM volume 1, 3.3.7.1); any other address faults.</summary>
    public bool IsCanonical => (ulong)((long)(Value << 16) >> 16) == Value;

    /// <summary>The page that contains the address.</summary>
    public Page Page => new(Value >> Page.SizeLog2);

    /// <summary>The index into the page table of a level: 1 (page table) to 4 (PML4).</summary>
    public int TableIndex(int level) => (int)(Value >> (3 + 9 * level)) & 511;

    /// <summary>Whether the address is a multiple of a power of two.</summary>
    public bool IsAligned(ulong alignment) => (Value & (alignment - 1)) == 0;

    /// <summary>The next lower multiple of a power of two, or the address itself.</summary>
    public VirtualAddress AlignDown(ulong alignment) => new(Value & ~(alignment - 1));

    /// <summary>The next higher multiple of a power of two, or the address itself; wraps to 0 at the top.</summary>
    public VirtualAddress AlignUp(ulong alignment) => new((Value + alignment - 1) & ~(alignment - 1));

    /// <summary>The address a number of bytes higher.</summary>
    public static VirtualAddress operator +(VirtualAddress address, ulong bytes) => new(address.Value + bytes);

    /// <summary>The address a number of bytes lower.</summary>
    public static VirtualAddress operator -(VirtualAddress address, ulong bytes) => new(address.Value - bytes);

    /// <summary>The distance in bytes from the second address to the first.</summary>
    public static ulong operator -(VirtualAddress end, VirtualAddress start) => end.Value - start.Value;

    /// <summary>Whether two addresses are the same.</summary>
    public static bool operator ==(VirtualAddress left, VirtualAddress right) => left.Value == right.Value;

    /// <summary>Whether two addresses differ.</summary>
    public static bool operator !=(VirtualAddress left, VirtualAddress right) => left.Value != right.Value;

    /// <summary>Whether the first address is lower.</summary>
    public static bool operator <(VirtualAddress left, VirtualAddress right) => left.Value < right.Value;

    /// <summary>Whether the first address is higher.</summary>
    public static bool operator >(VirtualAddress left, VirtualAddress right) => left.Value > right.Value;

    /// <summary>Whether the first address is not higher.</summary>
    public static bool operator <=(VirtualAddress left, VirtualAddress right) => left.Value <= right.Value;

    /// <summary>Whether the first address is not lower.</summary>
    public static bool operator >=(VirtualAddress left, VirtualAddress right) => left.Value >= right.Value;
}
