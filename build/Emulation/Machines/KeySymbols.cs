using System;
using System.Collections.Generic;

namespace LiOS.Emulation.Machines;

/// <summary>X's numbers of keys, as the Remote Framebuffer Protocol uses them (RFC 6143, 7.5.4), by QEMU's names of the keys.</summary>
internal static class KeySymbols
{
    private const uint FirstFunctionKey = 0xFFBE;

    private static readonly Dictionary<string, uint> s_symbols = new()
    {
        ["spc"] = ' ', ["ret"] = 0xFF0D, ["tab"] = 0xFF09, ["esc"] = 0xFF1B, ["backspace"] = 0xFF08, ["minus"] = '-', ["equal"] = '=', ["bracket_left"] = '[',
        ["bracket_right"] = ']', ["semicolon"] = ';', ["apostrophe"] = '\'', ["grave_accent"] = '`', ["backslash"] = '\\', ["comma"] = ',', ["dot"] = '.',
        ["slash"] = '/', ["shift"] = 0xFFE1, ["ctrl"] = 0xFFE3, ["alt"] = 0xFFE9, ["caps_lock"] = 0xFFE5, ["home"] = 0xFF50, ["left"] = 0xFF51, ["up"] = 0xFF52,
        ["right"] = 0xFF53, ["down"] = 0xFF54, ["pgup"] = 0xFF55, ["pgdn"] = 0xFF56, ["end"] = 0xFF57, ["delete"] = 0xFFFF,
    };

    /// <summary>The number of a key.</summary>
    /// <exception cref="ArgumentException">The key is not in the table.</exception>
    public static uint Of(string key) => key switch
    {
        [var letter] when char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) => letter,
        ['f', .. var number] when uint.TryParse(number, out uint index) && index is >= 1 and <= 12 => FirstFunctionKey + index - 1,
        _ => s_symbols.TryGetValue(key, out uint symbol) ? symbol : throw new ArgumentException($"There is no number for the key '{key}'."),
    };
}
