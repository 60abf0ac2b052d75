namespace LiOS.Nucleus.Displays;

/// <summary>
/// The screen's font: a table that the image tool makes (FontTable): glyph count, glyph height, character count and the glyph of
/// U+FFFD (16 bits each), the sorted characters, their glyphs, and the bitmaps.
/// </summary>
internal readonly unsafe struct Font
{
    /// <summary>Width of a glyph in pixels: one byte for each of its rows, the most significant bit on the left.</summary>
    public const int Width = 8;

    private readonly ushort* _characters;
    private readonly int _count;
    private readonly ushort _replacement;

    /// <summary>Reads a table's header.</summary>
    public Font(void* table)
    {
        ushort* header = (ushort*)table;
        Height = header[1];
        _count = header[2];
        _replacement = header[3];
        _characters = header + 4;
    }

    /// <summary>Height of a glyph in pixels: 1 to 32.</summary>
    public int Height { get; }

    /// <summary>The bitmap of a character, or of what stands for characters that the font does not have.</summary>
    public byte* GlyphOf(ushort character)
    {
        ushort* glyphs = _characters + _count;
        byte* bitmaps = (byte*)(glyphs + _count);
        int low = 0, high = _count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (_characters[middle] == character) return bitmaps + (glyphs[middle] * Height);
            if (_characters[middle] < character) low = middle + 1;
            else high = middle - 1;
        }

        return bitmaps + (_replacement * Height);
    }
}
