namespace LiOS.Kernel.Keyboards;

/// <summary>The kinds of entries of a key map, by Linux's numbers (linux/keyboard.h, KT_LATIN and so on).</summary>
internal enum KeyType
{
    /// <summary>A character up to U+00FF.</summary>
    Latin = 0,

    /// <summary>A function key.</summary>
    Function = 1,

    /// <summary>Something that the keyboard itself does: <see cref="KeySymbol"/> names those that mean something here.</summary>
    Special = 2,

    /// <summary>A key of the keypad.</summary>
    Keypad = 3,

    /// <summary>A dead key.</summary>
    Dead = 4,

    /// <summary>Another terminal.</summary>
    Console = 5,

    /// <summary>An arrow.</summary>
    Cursor = 6,

    /// <summary>A modifier while it is held.</summary>
    Modifier = 7,

    /// <summary>A character with an escape in front.</summary>
    Meta = 8,

    /// <summary>A modifier until it is pressed again.</summary>
    ModifierLock = 10,

    /// <summary>A character that caps lock changes.</summary>
    Letter = 11,

    /// <summary>The kinds from here on are none: such entries are characters of Unicode.</summary>
    Limit = 15,
}
