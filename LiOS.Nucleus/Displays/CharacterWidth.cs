namespace LiOS.Nucleus.Displays;

/// <summary>How many places a character takes, as programs count them (wcwidth; Unicode Standard Annex 11).</summary>
internal static class CharacterWidth
{
    /// <summary>Places: 0 (combining or invisible), 1, or 2 (East Asian, pictographs).</summary>
    public static int Of(uint scalar)
    {
        if (scalar < 0x300) return 1;
        return IsZero(scalar) ? 0 : IsDouble(scalar) ? 2 : 1;
    }

    private static bool IsZero(uint scalar) => scalar is <= 0x36F or (>= 0x483 and <= 0x489) or (>= 0x591 and <= 0x5BD) or (>= 0x610 and <= 0x61A)
        or (>= 0x64B and <= 0x65F) or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E)
        or (>= 0x2060 and <= 0x2064) or (>= 0x20D0 and <= 0x20FF) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xFE20 and <= 0xFE2F) or 0xFEFF
        or (>= 0xE0100 and <= 0xE01EF);

    private static bool IsDouble(uint scalar) => scalar is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0x303E) or (>= 0x3041 and <= 0xA4CF)
        or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6)
        or (>= 0x1F300 and <= 0x1F64F) or (>= 0x1F680 and <= 0x1F6FF) or (>= 0x1F900 and <= 0x1F9FF) or (>= 0x20000 and <= 0x3FFFD);
}
