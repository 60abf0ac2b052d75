using LiOS.Machine;

namespace LiOS.Kernel.Keyboards;

/// <summary>
/// Makes text and requests out of key events: knows which keys are held, which locks are on and which accent waits for its letter.
/// Repeated events of a held key repeat what it did, but not a lock's. What keys mean, the map says.
/// </summary>
internal sealed class KeyTranslator
{
    private const int ScrollLight = 1, NumLight = 2, CapsLight = 4;
    private const int Modifiers = 8;

    private readonly bool[] _held = new bool[KeyCode.Limit];

    // The bit of the modifier that a key was when it was pressed.
    private readonly int[] _modifierOf = new int[KeyCode.Limit];
    private KeyboardLayout _layout;
    private char _accent;
    private int _lockedModifiers;
    private bool _hasCapsLock, _hasNumLock, _hasScrollLock;

    /// <summary>Makes it.</summary>
    /// <param name="layout">The layout at first.</param>
    public KeyTranslator(KeyboardLayout layout)
    {
        _layout = layout;
        Map = new(layout);
    }

    /// <summary>The layout. A new one takes back what was changed in the map. May be changed from any thread.</summary>
    public KeyboardLayout Layout
    {
        get => _layout;
        set
        {
            Map = new(value);
            _layout = value;
        }
    }

    /// <summary>What keys mean: the layout's map, and what programs have changed in it.</summary>
    public KeyMap Map { get; private set; }

    /// <summary>The lights that are to be on: bit 0 scroll lock, bit 1 num lock, bit 2 caps lock.</summary>
    public int Lights => (_hasScrollLock ? ScrollLight : 0) | (_hasNumLock ? NumLight : 0) | (_hasCapsLock ? CapsLight : 0);

    // The modifiers that are held or locked: the number of a table of the map.
    private int Table
    {
        get
        {
            int held = 0;
            foreach (int modifier in _modifierOf) held |= modifier;
            return held ^ _lockedModifiers;
        }
    }

    /// <summary>Takes an event.</summary>
    /// <param name="key">A key code; plus <see cref="KeyCode.Released"/> when the key was released; that alone when events were lost.</param>
    public KeyAction Translate(int key)
    {
        if (key >= KeyCode.Released)
        {
            Release(key - KeyCode.Released);
            return default;
        }

        bool isRepeated = _held[key];
        _held[key] = true;
        if (_held[KeyCode.SystemRequest] && (_held[KeyCode.LeftAlt] || _held[KeyCode.RightAlt])) return Request(key);
        int table = Table;
        KeyAction action = Apply(Map[table, key], table, key, isRepeated);
        if ((table & KeyMap.Alt) == 0 || Map[table, key] != KeySymbol.Hole) return action;

        // What means nothing with Alt means what it does without, behind an escape.
        table &= ~KeyMap.Alt;
        action = Apply(Map[table, key], table, key, isRepeated);
        return action.Kind == KeyActionKind.Text ? action with { Text = "\e" + action.Text } : action;
    }

    private void Release(int key)
    {
        // No key has the code 0: events were lost.
        if (key == 0)
        {
            System.Array.Clear(_held);
            System.Array.Clear(_modifierOf);
        }
        else
        {
            _held[key] = false;
            _modifierOf[key] = 0;
        }
    }

    private static KeyAction Request(int key)
    {
        // The letters of requests lie where the first layout has them, whatever the user's own.
        char character = KeyboardLayouts.All[0][key, 0];
        return character == '\0' ? default : new KeyAction(KeyActionKind.SystemRequest, character);
    }

    private KeyAction Apply(KeySymbol symbol, int table, int key, bool isRepeated)
    {
        if (symbol.Type == KeyType.Letter && _hasCapsLock) symbol = Map[table ^ KeyMap.Shift, key];
        switch (symbol.Type)
        {
            case KeyType.Dead when symbol.Character == '\0':
                return default;
            case KeyType.Latin or KeyType.Letter or KeyType.Dead or KeyType.Limit:
                return Text(Compose(symbol.Character));
            case KeyType.Function:
                return Text(KeySequences.OfFunction(symbol.Value));
            case KeyType.Cursor:
                return Text(KeySequences.OfCursor(symbol.Value));
            case KeyType.Keypad:
                return Text(KeySequences.OfKeypad(symbol.Value, _hasNumLock != ((table & KeyMap.Shift) != 0)));
            case KeyType.Meta:
                return Text($"\e{(char)symbol.Value}");
            case KeyType.Console:
                return symbol.Value < IMachine.ScreenCount ? new KeyAction(KeyActionKind.Show, symbol.Value) : default;
            case KeyType.Modifier when symbol.Value < Modifiers:
                _modifierOf[key] = 1 << symbol.Value;
                return default;
            case KeyType.ModifierLock when symbol.Value < Modifiers && !isRepeated:
                _lockedModifiers ^= 1 << symbol.Value;
                return default;
            case KeyType.Special:
                return ApplySpecial(symbol, isRepeated);
            default:
                return default;
        }
    }

    private KeyAction ApplySpecial(KeySymbol symbol, bool isRepeated)
    {
        if (symbol == KeySymbol.Enter) return Text("\r");
        if (symbol == KeySymbol.ScrollBack) return new KeyAction(KeyActionKind.Scroll, 1);
        if (symbol == KeySymbol.ScrollForward) return new KeyAction(KeyActionKind.Scroll, -1);
        if (isRepeated) return default;
        if (symbol == KeySymbol.Boot) return new KeyAction(KeyActionKind.Restart);
        if (symbol == KeySymbol.CapsLock) _hasCapsLock = !_hasCapsLock;
        else if (symbol == KeySymbol.NumLock || symbol == KeySymbol.BareNumLock) _hasNumLock = !_hasNumLock;
        else if (symbol == KeySymbol.Hold) _hasScrollLock = !_hasScrollLock;
        return symbol == KeySymbol.Hold ? new KeyAction(KeyActionKind.HoldOutput, _hasScrollLock ? 1 : 0) : default;
    }

    // An accent waits for the next character that is printed.
    private string Compose(char character)
    {
        if (char.IsControl(character)) return character.ToString();
        if (_accent != '\0')
        {
            string composed = DeadKeys.Compose(_accent, character);
            _accent = '\0';
            return composed;
        }

        if (!DeadKeys.IsDead(character)) return character.ToString();
        _accent = character;
        return "";
    }

    private static KeyAction Text(string text) => text.Length == 0 ? default : new KeyAction(KeyActionKind.Text, 0, text);
}
