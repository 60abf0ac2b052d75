using LiOS.Machine;

namespace LiOS.Kernel.Keyboards;

/// <summary>
/// What keys mean, as Linux keeps it and programs can read and change it (ioctl_console(2), KDGKBENT and KDSKBENT): for each set of
/// modifiers a table with an entry for each key. A set of modifiers is the sum of the bits below.
/// </summary>
internal sealed class KeyMap
{
    /// <summary>Bits of modifiers: 1 shift, 2 AltGr, 4 control, 8 Alt. Further ones exist, and no layout here has them.</summary>
    public const int Shift = 1, ThirdShift = 2, Control = 4, Alt = 8;

    private const int Tables = 256, TablesOfLayout = 16;
    private readonly KeySymbol[]?[] _tables = new KeySymbol[Tables][];

    /// <summary>Makes the map of a layout.</summary>
    public KeyMap(KeyboardLayout layout)
    {
        for (int table = 0; table < TablesOfLayout; table++)
        {
            if ((table & ThirdShift) != 0 && !layout.HasThirdLevel) continue;
            KeySymbol[] symbols = _tables[table] = new KeySymbol[KeyCode.Limit];
            for (int key = 0; key < symbols.Length; key++) symbols[key] = SymbolOf(layout, table, key);
        }
    }

    /// <summary>An entry; <see cref="KeySymbol.Hole"/> where there is none.</summary>
    public KeySymbol this[int table, int key] => _tables[table]?[key] ?? KeySymbol.Hole;

    /// <summary>An entry as KDGKBENT gives it: key 0 tells whether the table exists.</summary>
    public KeySymbol Read(int table, int key) => _tables[table] is { } symbols ? symbols[key] : key == 0 ? KeySymbol.NoSuchMap : KeySymbol.Hole;

    /// <summary>Changes an entry, as KDSKBENT does.</summary>
    /// <returns>EINVAL for an entry that is none.</returns>
    public Errno Write(int table, int key, KeySymbol symbol)
    {
        // Key 0 does not exist: its entry stands for the whole table.
        if (key == 0 && symbol == KeySymbol.NoSuchMap) _tables[table] = null;
        else if (!symbol.IsValid) return Errno.EINVAL;
        else if (key != 0 && (symbol != KeySymbol.Hole || _tables[table] is not null)) (_tables[table] ??= MakeEmpty())[key] = symbol;
        return Errno.None;
    }

    private static KeySymbol[] MakeEmpty()
    {
        KeySymbol[] symbols = new KeySymbol[KeyCode.Limit];
        System.Array.Fill(symbols, KeySymbol.Hole);
        return symbols;
    }

    private static KeySymbol SymbolOf(KeyboardLayout layout, int table, int key)
    {
        bool hasShift = (table & Shift) != 0, hasAlt = (table & Alt) != 0, hasControl = (table & Control) != 0;
        switch (key)
        {
            case KeyCode.LeftShift or KeyCode.RightShift:
                return Modifier(Shift);
            case KeyCode.LeftControl or KeyCode.RightControl:
                return Modifier(Control);
            case KeyCode.LeftAlt:
                return Modifier(Alt);
            case KeyCode.RightAlt:
                return Modifier(layout.HasThirdLevel ? ThirdShift : Alt);
            case KeyCode.CapsLock:
                return KeySymbol.CapsLock;
            case KeyCode.NumLock:
                return KeySymbol.NumLock;
            case KeyCode.ScrollLock:
                return KeySymbol.Hold;
            case >= KeyCode.F1 and <= KeyCode.F4 when hasAlt:
                return new(KeyType.Console, key - KeyCode.F1);
            case KeyCode.Delete or KeyCode.KeypadDot when hasAlt && hasControl:
                return KeySymbol.Boot;
            case KeyCode.PageUp when hasShift:
                return KeySymbol.ScrollBack;
            case KeyCode.PageDown when hasShift:
                return KeySymbol.ScrollForward;
            case KeyCode.Tab when hasShift:
                return hasAlt ? KeySymbol.Hole : new(KeyType.Function, KeySequences.BackTab);
        }

        KeySymbol symbol = KeySequences.SymbolOf(key);
        if (symbol != KeySymbol.Hole) return hasAlt ? KeySymbol.Hole : symbol;
        return CharacterOf(layout, table, key, hasControl) is var character && hasAlt ? WithAlt(character) : character;
    }

    private static KeySymbol CharacterOf(KeyboardLayout layout, int table, int key, bool hasControl)
    {
        char character = key switch { KeyCode.Escape => '\e', KeyCode.Tab => '\t', KeyCode.Backspace => hasControl ? '\b' : '\x7F', _ => layout[key, table & (Shift | ThirdShift)] };
        // What has no meaning with a modifier keeps the one that it has without.
        if (key == KeyCode.Space && character == '\0') character = ' ';
        if (character == '\0') return KeySymbol.Hole;
        if (char.IsControl(character)) return new(character);
        if (hasControl) return ControlCharacter(character);
        if (DeadKeys.NumberOf(character) is int number) return new(KeyType.Dead, number);
        return layout.IsLetter(key) && (table & ThirdShift) == 0 && character <= 0xFF ? new(KeyType.Letter, character) : new(character);
    }

    private static KeySymbol WithAlt(KeySymbol symbol) => symbol is { Type: KeyType.Latin or KeyType.Letter, Character: <= '\x7F' and var ascii } ? new(KeyType.Meta, ascii) : KeySymbol.Hole;

    private static KeySymbol Modifier(int bit) => new(KeyType.Modifier, System.Numerics.BitOperations.Log2((uint)bit));

    // The control characters (ECMA-48, 5.2) lie below the capital letters; the digits 2 to 8 reach those that few keys have.
    private static KeySymbol ControlCharacter(char character) => character switch
    {
        >= '@' and <= '_' or >= 'a' and <= 'z' => new((char)(character & 0x1F)),
        ' ' or '2' => new('\0'),
        >= '3' and <= '7' => new((char)(character - '3' + 0x1B)),
        '8' or '?' => new('\x7F'),
        '/' => new('\x1F'),
        _ when DeadKeys.IsDead(character) => KeySymbol.Hole,
        _ => new(character),
    };
}
