namespace LiOS.Nucleus.Displays;

/// <summary>
/// Decodes UTF-8 byte by byte (The Unicode Standard, 3.9, table 3-7): text may be cut anywhere between two writes.
/// </summary>
internal struct Utf8Decoder
{
    /// <summary>What stands for malformed input.</summary>
    public const uint Replacement = 0xFFFD;

    private uint _value;
    private int _missing;
    private byte _lowest, _highest;

    /// <summary>Takes a byte.</summary>
    /// <param name="value">The byte.</param>
    /// <param name="scalar">The scalar value that is complete now.</param>
    /// <param name="isTaken">False when the byte broke off a sequence: it has to be given again.</param>
    /// <returns>Whether there is a scalar value.</returns>
    public bool Feed(byte value, out uint scalar, out bool isTaken)
    {
        isTaken = true;
        if (_missing == 0) return Begin(value, out scalar);
        if (value < _lowest || value > _highest)
        {
            _missing = 0;
            isTaken = false;
            scalar = Replacement;
            return true;
        }

        _value = (_value << 6) | (value & 0x3Fu);
        _lowest = 0x80;
        _highest = 0xBF;
        scalar = _value;
        return --_missing == 0;
    }

    private bool Begin(byte first, out uint scalar)
    {
        scalar = first < 0x80 ? first : Replacement;
        if (first is < 0xC2 or > 0xF4) return true;
        _missing = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        _value = first & (0x3Fu >> _missing);
        // Overlong forms, surrogates and values above U+10FFFF show in the second byte.
        _lowest = first switch { 0xE0 => 0xA0, 0xF0 => 0x90, _ => 0x80 };
        _highest = first switch { 0xED => 0x9F, 0xF4 => 0x8F, _ => 0xBF };
        return false;
    }
}
