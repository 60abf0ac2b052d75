namespace LiOS.Kernel.Keyboards;

/// <summary>What keys without a character send: the sequences of Linux's console, which terminfo's entry "linux" lists.</summary>
internal static class KeySequences
{
    /// <summary>The sequence of a key, or null when it has none.</summary>
    public static string? Of(int key) => key switch
    {
        >= KeyCode.F1 and <= KeyCode.F1 + 4 => $"\e[[{(char)('A' + key - KeyCode.F1)}",
        >= KeyCode.F1 + 5 and <= KeyCode.F10 => $"\e[{key - KeyCode.F1 - 5 + 17}~",
        KeyCode.F11 => "\e[23~",
        KeyCode.F12 => "\e[24~",
        KeyCode.Home => "\e[1~",
        KeyCode.Insert => "\e[2~",
        KeyCode.Delete => "\e[3~",
        KeyCode.End => "\e[4~",
        KeyCode.PageUp => "\e[5~",
        KeyCode.PageDown => "\e[6~",
        KeyCode.Up => "\e[A",
        KeyCode.Down => "\e[B",
        KeyCode.Right => "\e[C",
        KeyCode.Left => "\e[D",
        _ => null,
    };

    /// <summary>The key that a key of the keypad stands for while num lock is off; 0 for none.</summary>
    /// <param name="key">A key from <see cref="KeyCode.KeypadFirst"/> to <see cref="KeyCode.KeypadDot"/>.</param>
    public static int OfKeypad(int key) => key switch
    {
        71 => KeyCode.Home,
        72 => KeyCode.Up,
        73 => KeyCode.PageUp,
        75 => KeyCode.Left,
        77 => KeyCode.Right,
        79 => KeyCode.End,
        80 => KeyCode.Down,
        81 => KeyCode.PageDown,
        82 => KeyCode.Insert,
        83 => KeyCode.Delete,
        _ => 0,
    };
}
