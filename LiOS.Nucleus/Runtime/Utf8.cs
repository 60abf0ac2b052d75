namespace LiOS.Nucleus.Runtime;

/// <summary>Conversion between UTF-16 and UTF-8 (The Unicode Standard, 3.9); what is malformed becomes U+FFFD.</summary>
internal static unsafe class Utf8
{
    /// <summary>What stands for malformed input.</summary>
    public const uint Replacement = 0xFFFD;

    /// <summary>Takes one scalar value from UTF-16 text.</summary>
    /// <param name="text">At least one unit.</param>
    /// <param name="length">Units there are, at least 1.</param>
    /// <param name="scalar">The value, or the replacement for a lone surrogate.</param>
    /// <returns>Units taken: 1 or 2.</returns>
    public static int Decode(char* text, int length, out uint scalar)
    {
        scalar = text[0];
        if (scalar is < 0xD800 or > 0xDFFF) return 1;
        if (scalar < 0xDC00 && length > 1 && text[1] is >= (char)0xDC00 and <= (char)0xDFFF)
        {
            scalar = 0x1_0000 + ((scalar - 0xD800) << 10) + (text[1] - 0xDC00u);
            return 2;
        }

        scalar = Replacement;
        return 1;
    }

    /// <summary>Takes one scalar value from UTF-8 text.</summary>
    /// <param name="text">At least one byte.</param>
    /// <param name="length">Bytes there are, at least 1.</param>
    /// <param name="scalar">The value, or the replacement.</param>
    /// <returns>Bytes taken, 1 to 4; of a malformed sequence its longest part that could have begun a good one (3.9, table 3-7).</returns>
    public static int Decode(byte* text, int length, out uint scalar)
    {
        byte first = text[0];
        scalar = first;
        if (first < 0x80) return 1;

        int total = first switch
        {
            >= 0xC2 and <= 0xDF => 2,
            >= 0xE0 and <= 0xEF => 3,
            >= 0xF0 and <= 0xF4 => 4,
            _ => 0,
        };
        uint value = first & (0xFFu >> (total + 1));
        int taken = 1;
        for (; taken < total && taken < length; taken++)
        {
            byte next = text[taken];
            if ((next & 0xC0) != 0x80 || (taken == 1 && !IsSecond(first, next))) break;
            value = (value << 6) | (next & 0x3Fu);
        }

        scalar = taken == total ? value : Replacement;
        return taken;
    }

    /// <summary>Writes a scalar value as UTF-8.</summary>
    /// <param name="scalar">0 to 0x10FFFF, not a surrogate.</param>
    /// <param name="text">Room for 4 bytes.</param>
    /// <returns>Bytes written: 1 to 4.</returns>
    public static int Encode(uint scalar, byte* text)
    {
        if (scalar < 0x80)
        {
            text[0] = (byte)scalar;
            return 1;
        }

        int count = scalar < 0x800 ? 2 : scalar < 0x1_0000 ? 3 : 4;
        for (int i = count - 1; i > 0; i--)
        {
            text[i] = (byte)(0x80 | (scalar & 0x3F));
            scalar >>= 6;
        }

        text[0] = (byte)((0xF00u >> count) | scalar);
        return count;
    }

    /// <summary>Writes a scalar value as UTF-16.</summary>
    /// <param name="scalar">0 to 0x10FFFF, not a surrogate.</param>
    /// <param name="text">Room for 2 units.</param>
    /// <returns>Units written: 1 or 2.</returns>
    public static int Encode(uint scalar, char* text)
    {
        if (scalar < 0x1_0000)
        {
            text[0] = (char)scalar;
            return 1;
        }

        text[0] = (char)(0xD800 + ((scalar - 0x1_0000) >> 10));
        text[1] = (char)(0xDC00 + (scalar & 0x3FF));
        return 2;
    }

    // Overlong forms, surrogates and values above U+10FFFF show in the second byte.
    private static bool IsSecond(byte first, byte second) => first switch
    {
        0xE0 => second >= 0xA0,
        0xED => second < 0xA0,
        0xF0 => second >= 0x90,
        0xF4 => second < 0x90,
        _ => true,
    };
}
