namespace LiOS.Nucleus.Displays;

/// <summary>The characters of a VGA's text mode, and what stands for those it does not have.</summary>
internal static class CodePage437
{
    private const string Low = "\0☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼";
    private const string High =
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
        "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00A0";

    // Pairs: a character, and the one that comes nearest to it.
    private const string Letters = "ÀAÁAÂAÃAÈEÊEËEÌIÍIÎIÏIÐDÒOÓOÔOÕOØOÙUÚUÛUÝYãaõoøoýy×x¦|©c®r´'¨\"¯-¸,¹1³3";
    private const string Others = "‐-‑-–-—─‘'’'“\"”\"„\"′'″\"….‹<›>€E−-∑Σ∆δμµβßΩΩ∈ε≠=●•▪■▸►◂◄✓√✔√╭┌╮┐╯┘╰└╱/╲\\╳X";

    /// <summary>The code of a character; '?' when there is none like it.</summary>
    public static byte Of(ushort character)
    {
        if (character is >= 0x20 and < 0x7F) return (byte)character;
        int code = Exact(character);
        if (code < 0) code = Similar(character);
        return code < 0 ? (byte)'?' : (byte)code;
    }

    private static int Exact(ushort character)
    {
        if (character is >= 0x20 and < 0x7F) return character;
        for (int i = 0; i < High.Length; i++)
        {
            if (High[i] == character) return 0x80 + i;
        }

        for (int i = 1; i < Low.Length; i++)
        {
            if (Low[i] == character) return i;
        }

        return character == '⌂' ? 0x7F : -1;
    }

    private static int Similar(ushort character)
    {
        if (character is >= 0x2500 and <= 0x257F)
        {
            char line = LightLine(character);
            if (line != 0) return Exact(line);
        }

        int code = InPairs(Letters, character);
        return code < 0 ? InPairs(Others, character) : code;
    }

    private static int InPairs(string pairs, ushort character)
    {
        for (int i = 0; i < pairs.Length; i += 2)
        {
            if (pairs[i] == character) return Exact(pairs[i + 1]);
        }

        return -1;
    }

    // Heavy, mixed and dashed lines become light ones (The Unicode Standard, Box Drawing: blocks of variants in one order).
    private static char LightLine(ushort character) => character switch
    {
        0x2501 or 0x2504 or 0x2505 or 0x2508 or 0x2509 or 0x254C or 0x254D or 0x2574 or 0x2576 or 0x2578 or 0x257A or 0x257C or 0x257E => '─',
        0x2503 or 0x2506 or 0x2507 or 0x250A or 0x250B or 0x254E or 0x254F or 0x2575 or 0x2577 or 0x2579 or 0x257B or 0x257D or 0x257F => '│',
        >= 0x250D and <= 0x250F => '┌',
        >= 0x2511 and <= 0x2513 => '┐',
        >= 0x2515 and <= 0x2517 => '└',
        >= 0x2519 and <= 0x251B => '┘',
        >= 0x251D and <= 0x2523 => '├',
        >= 0x2525 and <= 0x252B => '┤',
        >= 0x252D and <= 0x2533 => '┬',
        >= 0x2535 and <= 0x253B => '┴',
        >= 0x253D and <= 0x254B => '┼',
        _ => '\0',
    };
}
