using System;
using System.Collections.Generic;

namespace LiOS.Kernel.Keyboards;

/// <summary>The layouts there are, each with the levels and dead keys that the X keyboard extension's database gives it.</summary>
internal static class KeyboardLayouts
{
    // United States: no third level, so that right Alt is an Alt key.
    private static readonly KeyboardLayout s_unitedStates = new("us",
        ["`1234567890-=", "qwertyuiop[]", "asdfghjkl;'\\", "<zxcvbnm,./"],
        ["~!@#$%^&*()_+", "QWERTYUIOP{}", "ASDFGHJKL:\"|", ">ZXCVBNM<>?"]);

    // United Kingdom, extended by the letters of its third level.
    private static readonly KeyboardLayout s_unitedKingdom = new("uk",
        ["`1234567890-=", "qwertyuiop[]", "asdfghjkl;'#", "\\zxcvbnm,./"],
        ["¬!\"£$%^&*()_+", "QWERTYUIOP{}", "ASDFGHJKL:@~", "|ZXCVBNM<>?"],
        ["|¹²³€½¾{[]}\\\u0327", "@ſe¶ŧ←↓→øþ\u0308\u0303", "æßðđŋħ\u0309ĸł\u0301\u0302\u0300", "|«»¢„“”µ•·\u0323"],
        ["|¡⅛£¼⅜⅝⅞™±°¿\u0328", "Ω§E®Ŧ¥↑ıØÞ\u030A\u0304", "ÆẞÐªŊĦ\u031B&Ł\u030B\u030C\u0306", "¦<>©‚‘’º×÷\u0307"]);

    // Germany: DIN 2137, T1, with dead accents.
    private static readonly KeyboardLayout s_germany = new("de",
        ["\u03021234567890ß\u0301", "qwertzuiopü+", "asdfghjklöä#", "<yxcvbnm,.-"],
        ["°!\"§$%&/()=?\u0300", "QWERTZUIOPÜ*", "ASDFGHJKLÖÄ'", ">YXCVBNM;:_"],
        ["′¹²³¼½¬{[]}\\\u0327", "@ſ€¶ŧ←↓→øþ\u0308~", "æſðđŋħ\u0323ĸł\u030B\u0302’", "|»«¢„“”µ·…–"],
        ["″¡⅛£¤⅜⅝⅞™±°¿\u0328", "Ω§€®Ŧ¥↑ıØÞ\u030A¯", "ÆẞÐªŊĦ\u0307&Ł\u0323\u030C\u0306", "\u0331›‹©‚‘’º×÷—"]);

    // France: AZERTY with dead circumflex and diaeresis.
    private static readonly KeyboardLayout s_france = new("fr",
        ["²&é\"'(-è_çà)=", "azertyuiop\u0302$", "qsdfghjklmù*", "<wxcvbn,;:!"],
        ["~1234567890°+", "AZERTYUIOP\u0308£", "QSDFGHJKLM%µ", ">WXCVBN?./§"],
        ["¬¹~#{[|`\\^@]}", "æ«€¶ŧ←↓→øþ\u0308¤", "@ßðđŋħ\u0309ĸłµ\u0302\u0300", "|ł»¢„“”\u0301•·\u0323"],
        ["¬¡⅛£$⅜⅝⅞™±°¿\u0328", "Æ<¢®Ŧ¥↑ıØÞ\u030A\u0304", "ΩẞÐªŊĦ\u031B&Łº\u030C\u0306", "¦Ł>©‚‘’\u030B×÷\u0307"]);
    /// <summary>All of them; the first is used where none was chosen.</summary>
    public static IReadOnlyList<KeyboardLayout> All { get; } = [s_unitedStates, s_unitedKingdom, s_germany, s_france];

    /// <summary>The layout of a name, or null.</summary>
    public static KeyboardLayout? Find(string name)
    {
        foreach (KeyboardLayout layout in All)
            if (string.Equals(layout.Name, name, StringComparison.OrdinalIgnoreCase)) return layout;
        return null;
    }
}
