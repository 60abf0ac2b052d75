using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace LiOS.Tests.Keyboards;

/// <summary>
/// The symbols that the X keyboard extension's database (package xkb-data) gives the keys of a layout: what its files say, with
/// their includes. The names of characters come from the header of X's protocol (package x11proto-dev).
/// </summary>
internal static partial class XkbSymbols
{
    private const string Folder = "/usr/share/X11/xkb/symbols", Names = "/usr/include/X11/keysymdef.h";

    private static readonly Lazy<Dictionary<string, char>> s_characters = new(ReadCharacters);

    // X's names of accents, which Unicode combines.
    private static readonly Dictionary<string, char> s_accents = new()
    {
        ["grave"] = '\u0300', ["acute"] = '\u0301', ["circumflex"] = '\u0302', ["tilde"] = '\u0303', ["macron"] = '\u0304', ["breve"] = '\u0306',
        ["abovedot"] = '\u0307', ["diaeresis"] = '\u0308', ["hook"] = '\u0309', ["abovering"] = '\u030A', ["doubleacute"] = '\u030B', ["caron"] = '\u030C',
        ["horn"] = '\u031B', ["belowdot"] = '\u0323', ["cedilla"] = '\u0327', ["ogonek"] = '\u0328', ["belowmacron"] = '\u0331',
    };

    /// <summary>The characters of a key's levels by the key's name; '\0' for none, a combining character for a dead key.</summary>
    public static Dictionary<string, char[]> Read(string layout)
    {
        Dictionary<string, string[]> keys = [];
        Include(keys, "pc", "pc105");
        Include(keys, layout, null);
        return keys.ToDictionary(key => key.Key, key => key.Value.Select(CharacterOf).ToArray());
    }

    private static void Include(Dictionary<string, string[]> keys, string file, string? section)
    {
        string text = Comment().Replace(File.ReadAllText(Path.Combine(Folder, file)), "");
        Match body = Section().Matches(text).First(match => section is null ? match.Groups[1].Value.Contains("default", StringComparison.Ordinal) : match.Groups[2].Value == section);
        foreach (Match statement in Statement().Matches(body.Groups[3].Value))
        {
            if (statement.Groups[1].Success)
            {
                foreach (string part in statement.Groups[1].Value.Split('+', '|'))
                    if (Reference().Match(part) is { Success: true } reference) Include(keys, reference.Groups[1].Value, reference.Groups[2].Success ? reference.Groups[2].Value : null);
                continue;
            }

            Match symbols = Symbols().Match(Types().Replace(statement.Groups[3].Value, ""));
            if (!symbols.Success) continue;
            string[] names = symbols.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries);
            string[] before = keys.GetValueOrDefault(statement.Groups[2].Value, []);
            keys[statement.Groups[2].Value] = [.. Enumerable.Range(0, Math.Max(names.Length, before.Length))
                .Select(i => i < names.Length && (names[i] != "NoSymbol" || i >= before.Length) ? names[i] : before[i])];
        }
    }

    private static char CharacterOf(string name)
    {
        if (name is "NoSymbol" or "VoidSymbol") return '\0';
        if (name.StartsWith("dead_", StringComparison.Ordinal)) return s_accents[name["dead_".Length..]];
        if (Scalar().Match(name) is { Success: true } scalar) return (char)int.Parse(scalar.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return s_characters.Value.GetValueOrDefault(name);
    }

    private static Dictionary<string, char> ReadCharacters()
    {
        Dictionary<string, char> characters = [];
        foreach (string line in File.ReadLines(Names))
            if (Definition().Match(line) is { Success: true } match)
                characters[match.Groups[1].Value] = (char)int.Parse(match.Groups[2].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return characters;
    }

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    [GeneratedRegex("""((?:\w+\s+)*)xkb_symbols\s+"([^"]+)"\s*\{(.*?)\n\s*\};""", RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex("""include\s+"([^"]+)"|key\s+<(\w+)>\s*\{(.*?)\}\s*;""", RegexOptions.Singleline)]
    private static partial Regex Statement();

    [GeneratedRegex("""type(\[\w+\])?\s*=\s*"[^"]*"\s*,?|symbols\[\w+\]\s*=""")]
    private static partial Regex Types();

    [GeneratedRegex(@"\[([^\]]*)\]")]
    private static partial Regex Symbols();

    [GeneratedRegex(@"^(\w+)(?:\((.+)\))?(?::\d)?$")]
    private static partial Regex Reference();

    [GeneratedRegex("^U([0-9A-Fa-f]{4,})$")]
    private static partial Regex Scalar();

    [GeneratedRegex(@"^#define XK_(\w+)\s+0x[0-9a-f]+\s*/\*[ (<]*U\+([0-9A-F]+)")]
    private static partial Regex Definition();
}
