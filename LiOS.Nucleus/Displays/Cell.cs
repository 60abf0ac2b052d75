namespace LiOS.Nucleus.Displays;

/// <summary>One place on the screen: a character and how it looks.</summary>
internal readonly struct Cell
{
    private const uint UnderlinedBit = 1u << 24;

    private readonly uint _value;

    /// <summary>Makes a cell.</summary>
    /// <param name="character">UTF-16 unit; never a surrogate.</param>
    /// <param name="foreground">Colour, 0 to 15 in the order of ANSI: bit 0 red, bit 1 green, bit 2 blue, bit 3 bright.</param>
    /// <param name="background">Colour, 0 to 15.</param>
    /// <param name="isUnderlined">Whether a line runs below the character.</param>
    public Cell(ushort character, int foreground, int background, bool isUnderlined) =>
        _value = character | ((uint)foreground << 16) | ((uint)background << 20) | (isUnderlined ? UnderlinedBit : 0);

    public ushort Character => (ushort)_value;

    public int Foreground => (int)(_value >> 16) & 15;

    public int Background => (int)(_value >> 20) & 15;

    public bool IsUnderlined => (_value & UnderlinedBit) != 0;

    /// <summary>The same with its colours exchanged: how the cell below a block cursor looks.</summary>
    public Cell Reversed => new(Character, Background, Foreground, IsUnderlined);

    /// <summary>Whether both look the same.</summary>
    public bool Equals(Cell other) => _value == other._value;
}
