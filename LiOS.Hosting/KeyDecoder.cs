using System;
using System.Buffers;
using System.Text;

namespace LiOS.Hosting;

/// <summary>
/// Tells which key sent some bytes: a character in UTF-8, or a sequence of terminfo's entries "linux" (what LiOS's keyboard sends) and "xterm"
/// (what terminals at the other end of a serial line send, with modifiers).
/// </summary>
internal static class KeyDecoder
{
    private const byte Escape = 0x1B, Delete = 0x7F;

    /// <summary>Decodes one key.</summary>
    /// <param name="bytes">What has come, at least one byte.</param>
    /// <param name="key">The key; one that is unknown is <see cref="ConsoleKey.None"/> without a character.</param>
    /// <returns>Whether it is whole. A lone ESC is not: only time tells whether more belongs to it.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out ConsoleKeyInfo key)
    {
        key = default;
        if (bytes[0] != Escape) return TryDecodeCharacter(bytes, isAlt: false, out key);
        if (bytes.Length == 1) return false;
        if (bytes[1] is not ((byte)'[' or (byte)'O')) return TryDecodeCharacter(bytes[1..], isAlt: true, out key);
        if (bytes.Length == 2) return false;
        return bytes[1] == 'O' || bytes[2] == '[' ? TryDecodeShort(bytes, out key) : TryDecodeSequence(bytes[2..], out key);
    }

    /// <summary>The key that sends a lone ESC.</summary>
    public static ConsoleKeyInfo EscapeKey => new((char)Escape, ConsoleKey.Escape, false, false, false);

    private static bool TryDecodeCharacter(ReadOnlySpan<byte> bytes, bool isAlt, out ConsoleKeyInfo key)
    {
        key = default;
        OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out _);
        if (status == OperationStatus.NeedMoreData) return false;
        char character = rune.IsBmp ? (char)rune.Value : (char)Rune.ReplacementChar.Value;
        const char LastControl = (char)26;
        (ConsoleKey name, bool isShift, bool isControl) = character switch
        {
            '\r' or '\n' => (ConsoleKey.Enter, false, false),
            '\t' => (ConsoleKey.Tab, false, false),
            '\b' or (char)Delete => (ConsoleKey.Backspace, false, false),
            ' ' => (ConsoleKey.Spacebar, false, false),
            (char)Escape => (ConsoleKey.Escape, false, false),
            >= (char)1 and <= LastControl => (ConsoleKey.A + (character - 1), false, true),
            >= 'a' and <= 'z' => (ConsoleKey.A + (character - 'a'), false, false),
            >= 'A' and <= 'Z' => (ConsoleKey.A + (character - 'A'), true, false),
            >= '0' and <= '9' => (ConsoleKey.D0 + (character - '0'), false, false),
            _ => (ConsoleKey.None, false, false),
        };
        if (name == ConsoleKey.Enter) character = '\r';
        if (name == ConsoleKey.Backspace) character = '\b';
        key = new(character, name, isShift, isAlt, isControl);
        return true;
    }

    /// <summary>ESC O and a letter, or ESC [ [ and a letter.</summary>
    private static bool TryDecodeShort(ReadOnlySpan<byte> bytes, out ConsoleKeyInfo key)
    {
        key = default;
        bool isLinux = bytes[1] == '[';
        if (isLinux && bytes.Length == 3) return false;
        char letter = (char)bytes[isLinux ? 3 : 2];
        key = Name(isLinux ? letter is >= 'A' and <= 'E' ? ConsoleKey.F1 + (letter - 'A') : ConsoleKey.None : OfLetter(letter), 0);
        return true;
    }

    /// <summary>ESC [, numbers between semicolons, and what ends them (ECMA-48, 5.4).</summary>
    private static bool TryDecodeSequence(ReadOnlySpan<byte> bytes, out ConsoleKeyInfo key)
    {
        key = default;
        int end = bytes.IndexOfAnyInRange((byte)'@', (byte)'~');
        if (end < 0) return false;
        string[] numbers = Encoding.ASCII.GetString(bytes[..end]).Split(';');
        int first = int.TryParse(numbers[0], out int value) ? value : 1;
        int modifiers = numbers.Length > 1 && int.TryParse(numbers[1], out value) ? value - 1 : 0;
        const int Shift = 1;
        char letter = (char)bytes[end];
        key = letter switch
        {
            '~' => Name(OfNumber(first), modifiers),
            'Z' => Name(ConsoleKey.Tab, modifiers | Shift),
            _ => Name(OfLetter(letter), modifiers),
        };
        return true;
    }

    private static ConsoleKeyInfo Name(ConsoleKey key, int modifiers) =>
        new(key == ConsoleKey.Tab ? '\t' : '\0', key, (modifiers & 1) != 0, (modifiers & 2) != 0, (modifiers & 4) != 0);

    private static ConsoleKey OfLetter(char letter) => letter switch
    {
        'A' => ConsoleKey.UpArrow,
        'B' => ConsoleKey.DownArrow,
        'C' => ConsoleKey.RightArrow,
        'D' => ConsoleKey.LeftArrow,
        'F' => ConsoleKey.End,
        'H' => ConsoleKey.Home,
        >= 'P' and <= 'S' => ConsoleKey.F1 + (letter - 'P'),
        _ => ConsoleKey.None,
    };

    private static ConsoleKey OfNumber(int number) => number switch
    {
        1 or 7 => ConsoleKey.Home,
        2 => ConsoleKey.Insert,
        3 => ConsoleKey.Delete,
        4 or 8 => ConsoleKey.End,
        5 => ConsoleKey.PageUp,
        6 => ConsoleKey.PageDown,
        >= 11 and <= 15 => ConsoleKey.F1 + (number - 11),
        >= 17 and <= 21 => ConsoleKey.F6 + (number - 17),
        23 or 24 => ConsoleKey.F11 + (number - 23),
        _ => ConsoleKey.None,
    };
}
