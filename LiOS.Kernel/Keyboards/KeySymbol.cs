namespace LiOS.Kernel.Keyboards;

/// <summary>
/// An entry of a key map in the form of ioctl_console(2), KDGKBENT: a type and a value of a byte each, or a character of Unicode with its
/// upper four bits inverted (linux/keyboard.h, and U of the kernel's own header).
/// </summary>
/// <param name="Code">The entry.</param>
internal readonly record struct KeySymbol(ushort Code)
{
#pragma warning disable CS1591 // The names of linux/keyboard.h: K_HOLE, K_ENTER and so on.
    public static readonly KeySymbol Hole = new(KeyType.Special, 0), Enter = new(KeyType.Special, 1), CapsLock = new(KeyType.Special, 7),
        NumLock = new(KeyType.Special, 8), Hold = new(KeyType.Special, 9), ScrollForward = new(KeyType.Special, 10), ScrollBack = new(KeyType.Special, 11),
        Boot = new(KeyType.Special, 12), BareNumLock = new(KeyType.Special, 19), NoSuchMap = new(KeyType.Special, 127);
#pragma warning restore CS1591

    private const int UnicodeMask = 0xF000;

    // The highest value of each type, from Latin on.
    private static readonly byte[] s_limits = [255, 255, 19, 19, 26, 255, 3, 8, 255, 25, 8, 255, 8, 255, 10];

    /// <summary>Makes an entry.</summary>
    public KeySymbol(KeyType type, int value) : this((ushort)(((int)type << 8) | value))
    {
    }

    /// <summary>Makes the entry of a character.</summary>
    public KeySymbol(char character) : this(character <= 0xFF ? character : (ushort)(character ^ UnicodeMask))
    {
    }

    /// <summary>The kind of entry; <see cref="KeyType.Limit"/> for a character of Unicode.</summary>
    public KeyType Type => Code >> 8 >= (int)KeyType.Limit ? KeyType.Limit : (KeyType)(Code >> 8);

    /// <summary>The value of a type's entry.</summary>
    public int Value => Code & 0xFF;

    /// <summary>Whether Linux takes the entry.</summary>
    public bool IsValid => Type == KeyType.Limit || Value <= s_limits[(int)Type];

    /// <summary>The character of an entry that is one; otherwise '\0'.</summary>
    public char Character => Type switch
    {
        KeyType.Latin or KeyType.Letter => (char)Value,
        KeyType.Limit => (char)(Code ^ UnicodeMask),
        KeyType.Dead => DeadKeys.AccentOf(Value),
        _ => '\0',
    };
}
