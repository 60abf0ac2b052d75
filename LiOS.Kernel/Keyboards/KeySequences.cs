namespace LiOS.Kernel.Keyboards;

/// <summary>What keys without a character send: the sequences of Linux's console, which terminfo's entry "linux" lists.</summary>
internal static class KeySequences
{
    /// <summary>The function of shift and tab; Linux leaves its number to programs.</summary>
    public const int BackTab = 245;

    // Functions, keypad keys and arrows by Linux's numbers (linux/keyboard.h).
    private const int Find = 20, LastEditing = 25, Plus = 10, Minus = 11, Asterisk = 12, Slash = 13, KeypadEnter = 14, Dot = 16;
    private const int CursorDown = 0, CursorLeft = 1, CursorRight = 2, CursorUp = 3;
    private const string KeypadCharacters = "0123456789+-*/\r,.";

    // The keypad from its first key code on, with digits, minus and plus.
    private static readonly int[] s_keypad = [7, 8, 9, Minus, 4, 5, 6, Plus, 1, 2, 3, 0, Dot];

    // Home, insert, delete, end and the pages: functions 20 to 25.
    private static readonly int[] s_editing = [KeyCode.Home, KeyCode.Insert, KeyCode.Delete, KeyCode.End, KeyCode.PageUp, KeyCode.PageDown];

    /// <summary>The entry of a key that has no character and means the same with most modifiers; <see cref="KeySymbol.Hole"/> for others.</summary>
    public static KeySymbol SymbolOf(int key) => key switch
    {
        KeyCode.Enter => KeySymbol.Enter,
        KeyCode.KeypadEnter => new(KeyType.Keypad, KeypadEnter),
        KeyCode.KeypadAsterisk => new(KeyType.Keypad, Asterisk),
        KeyCode.KeypadSlash => new(KeyType.Keypad, Slash),
        >= KeyCode.KeypadFirst and <= KeyCode.KeypadDot => new(KeyType.Keypad, s_keypad[key - KeyCode.KeypadFirst]),
        >= KeyCode.F1 and <= KeyCode.F10 => new(KeyType.Function, key - KeyCode.F1),
        KeyCode.F11 or KeyCode.F12 => new(KeyType.Function, 10 + key - KeyCode.F11),
        KeyCode.Down => new(KeyType.Cursor, CursorDown),
        KeyCode.Left => new(KeyType.Cursor, CursorLeft),
        KeyCode.Right => new(KeyType.Cursor, CursorRight),
        KeyCode.Up => new(KeyType.Cursor, CursorUp),
        _ when System.Array.IndexOf(s_editing, key) is >= 0 and int index => new(KeyType.Function, Find + index),
        _ => KeySymbol.Hole,
    };

    /// <summary>What a function key sends; nothing for those without a sequence.</summary>
    public static string OfFunction(int number) => number switch
    {
        < 5 => $"\e[[{(char)('A' + number)}",
        < 10 => $"\e[{number - 5 + 17}~",
        10 => "\e[23~",
        11 => "\e[24~",
        >= Find and <= LastEditing => $"\e[{number - Find + 1}~",
        BackTab => "\e[Z",
        _ => "",
    };

    /// <summary>What an arrow sends.</summary>
    public static string OfCursor(int number) => number switch { CursorDown => "\e[B", CursorLeft => "\e[D", CursorRight => "\e[C", _ => "\e[A" };

    /// <summary>What a key of the keypad sends.</summary>
    /// <param name="number">The key by Linux's number.</param>
    /// <param name="givesDigits">Whether digits and the dot are themselves; otherwise they are the keys that they stand for.</param>
    public static string OfKeypad(int number, bool givesDigits)
    {
        if (number >= KeypadCharacters.Length) return "";
        if (givesDigits || number is >= Plus and not Dot) return KeypadCharacters[number].ToString();
        return number switch
        {
            0 => OfFunction(Find + 1),
            1 => OfFunction(Find + 3),
            2 => OfCursor(CursorDown),
            3 => OfFunction(Find + 5),
            4 => OfCursor(CursorLeft),
            6 => OfCursor(CursorRight),
            7 => OfFunction(Find),
            8 => OfCursor(CursorUp),
            9 => OfFunction(Find + 4),
            Dot => OfFunction(Find + 2),
            _ => "",
        };
    }
}
