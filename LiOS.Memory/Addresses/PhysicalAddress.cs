namespace LiOS.Memory;

/// <summary>An address on the memory bus, in bytes from physical 0.</summary>
public readonly struct PhysicalAddress
{
    /// <summary>Makes an address from its number.</summary>
    /// <param name="value">The address in bytes.</param>
    public PhysicalAddress(ulong value) => Value = value;

    /// <summary>The address in bytes.</summary>
    public ulong Value { get; }

    /// <summary>The frame that contains the address.</summary>
    public Frame Frame => new(Value >> Frame.SizeLog2);

    /// <summary>Whether the address is a multiple of a power of two.</summary>
    public bool IsAligned(ulong alignment) => (Value & (alignment - 1)) == 0;

    /// <summary>The next lower multiple of a power of two, or the address itself.</summary>
    public PhysicalAddress AlignDown(ulong alignment) => new(Value & ~(alignment - 1));

    /// <summary>The next higher multiple of a power of two, or the address itself; wraps to 0 at the top.</summary>
    public PhysicalAddress AlignUp(ulong alignment) => new((Value + alignment - 1) & ~(alignment - 1));

    /// <summary>The address a number of bytes higher.</summary>
    public static PhysicalAddress operator +(PhysicalAddress address, ulong bytes) => new(address.Value + bytes);

    /// <summary>The address a number of bytes lower.</summary>
    public static PhysicalAddress operator -(PhysicalAddress address, ulong bytes) => new(address.Value - bytes);

    /// <summary>The distance in bytes from the second address to the first.</summary>
    public static ulong operator -(PhysicalAddress end, PhysicalAddress start) => end.Value - start.Value;

    /// <summary>Whether two addresses are the same.</summary>
    public static bool operator ==(PhysicalAddress left, PhysicalAddress right) => left.Value == right.Value;

    /// <summary>Whether two addresses differ.</summary>
    public static bool operator !=(PhysicalAddress left, PhysicalAddress right) => left.Value != right.Value;

    /// <summary>Whether the first address is lower.</summary>
    public static bool operator <(PhysicalAddress left, PhysicalAddress right) => left.Value < right.Value;

    /// <summary>Whether the first address is higher.</summary>
    public static bool operator >(PhysicalAddress left, PhysicalAddress right) => left.Value > right.Value;

    /// <summary>Whether the first address is not higher.</summary>
    public static bool operator <=(PhysicalAddress left, PhysicalAddress right) => left.Value <= right.Value;

    /// <summary>Whether the first address is not lower.</summary>
    public static bool operator >=(PhysicalAddress left, PhysicalAddress right) => left.Value >= right.Value;
}
