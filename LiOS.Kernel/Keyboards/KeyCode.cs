namespace LiOS.Kernel.Keyboards;

/// <summary>The keys that mean something by themselves, by their key codes (linux/input-event-codes.h).</summary>
internal static class KeyCode
{
#pragma warning disable CS1591 // The names on the keys.
    public const int Escape = 1, Backspace = 14, Tab = 15, Enter = 28, LeftControl = 29, LeftShift = 42, RightShift = 54, KeypadAsterisk = 55,
        LeftAlt = 56, Space = 57, CapsLock = 58, F1 = 59, F4 = 62, F10 = 68, NumLock = 69, ScrollLock = 70, KeypadFirst = 71, KeypadMinus = 74,
        KeypadPlus = 78, KeypadDot = 83, F11 = 87, F12 = 88, KeypadEnter = 96, RightControl = 97, KeypadSlash = 98, SystemRequest = 99,
        RightAlt = 100, Home = 102, Up = 103, PageUp = 104, Left = 105, Right = 106, End = 107, Down = 108, PageDown = 109, Insert = 110, Delete = 111;
#pragma warning restore CS1591

    /// <summary>One more than the highest key code.</summary>
    public const int Limit = 128;

    /// <summary>Added to the key code when the key was released.</summary>
    public const int Released = 128;
}
