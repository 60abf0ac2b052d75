namespace LiOS.Memory;

/// <summary>A 4 KiB unit of physical memory. Frame 0 is never handed out, so the default value can mean "none".</summary>
public readonly struct Frame
{
    /// <summary>Bytes in a frame.</summary>
    public const ulong Size = 4096;

    /// <summary>Binary logarithm of <see cref="Size"/>.</summary>
    public const int SizeLog2 = 12;

    /// <summary>Makes a frame from its number.</summary>
    /// <param name="number">The address divided by 4096.</param>
    public Frame(ulong number) => Number = number;

    /// <summary>The address divided by 4096.</summary>
    public ulong Number { get; }

    /// <summary>Address of the first byte.</summary>
    public PhysicalAddress Start => new(Number << SizeLog2);

    /// <summary>The frame that contains an address.</summary>
    public static Frame Containing(PhysicalAddress address) => new(address.Value >> SizeLog2);

    /// <summary>The frame a number of frames higher.</summary>
    public static Frame operator +(Frame frame, ulong count) => new(frame.Number + count);

    /// <summary>The frame a number of frames lower.</summary>
    public static Frame operator -(Frame frame, ulong count) => new(frame.Number - count);

    /// <summary>The distance in frames from the second to the first.</summary>
    public static ulong operator -(Frame end, Frame start) => end.Number - start.Number;

    /// <summary>Whether two frames are the same.</summary>
    public static bool operator ==(Frame left, Frame right) => left.Number == right.Number;

    /// <summary>Whether two frames differ.</summary>
    public static bool operator !=(Frame left, Frame right) => left.Number != right.Number;

    /// <summary>Whether the first frame is lower.</summary>
    public static bool operator <(Frame left, Frame right) => left.Number < right.Number;

    /// <summary>Whether the first frame is higher.</summary>
    public static bool operator >(Frame left, Frame right) => left.Number > right.Number;
}
