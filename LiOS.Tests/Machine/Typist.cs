using System;
using System.Collections.Generic;
using LiOS.Emulation.Machines;

namespace LiOS.Tests.Machine;

/// <summary>Somebody at the keyboard of a machine: presses the keys that an American layout has a text's characters on.</summary>
internal static class Typist
{
    private static readonly Dictionary<char, string> s_names = new()
    {
        [' '] = "spc", ['\n'] = "ret", ['\t'] = "tab", ['\e'] = "esc", ['-'] = "minus", ['='] = "equal", ['['] = "bracket_left", [']'] = "bracket_right",
        [';'] = "semicolon", ['\''] = "apostrophe", ['`'] = "grave_accent", ['\\'] = "backslash", [','] = "comma", ['.'] = "dot", ['/'] = "slash",
    };

    private static readonly (string Shifted, string Plain) s_shift = ("~!@#$%^&*()_+{}|:\"<>?", "`1234567890-=[]\\;',./");

    /// <summary>Types a text.</summary>
    public static void Type(this VirtualMachine machine, string text)
    {
        foreach (char character in text) machine.PressKeys(KeysOf(character));
    }

    private static string[] KeysOf(char character)
    {
        int shifted = s_shift.Shifted.IndexOf(character);
        if (shifted >= 0) return ["shift", .. KeysOf(s_shift.Plain[shifted])];
        if (char.IsAsciiLetterUpper(character)) return ["shift", char.ToLowerInvariant(character).ToString()];
        return char.IsAsciiLetterOrDigit(character) ? [character.ToString()]
            : s_names.TryGetValue(character, out string? name) ? [name] : throw new ArgumentException($"No key of an American keyboard has '{character}'.");
    }
}
