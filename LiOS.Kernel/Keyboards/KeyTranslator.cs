namespace LiOS.Kernel.Keyboards;

/// <summary>
/// Makes text and requests out of key events: knows which keys are held, which locks are on and which accent waits for its letter.
/// Repeated events of a held key repeat what it did, but not a lock's.
/// </summary>
/// <param name="layout">The layout at first.</param>
internal sealed class KeyTranslator(KeyboardLayout layout)
{
    private const string KeypadDigits = "789-456+1230";
    private const int ScrollLight = 1, NumLight = 2, CapsLight = 4;

    private readonly bool[] _held = new bool[KeyCode.Limit];
    private char _accent;
    private bool _hasCapsLock, _hasNumLock, _hasScrollLock;

    /// <summary>The layout. May be changed from any thread.</summary>
    public KeyboardLayout Layout { get; set; } = layout;

    /// <summary>The lights that are to be on: bit 0 scroll lock, bit 1 num lock, bit 2 caps lock.</summary>
    public int Lights => (_hasScrollLock ? ScrollLight : 0) | (_hasNumLock ? NumLight : 0) | (_hasCapsLock ? CapsLight : 0);

    private bool HasShift => _held[KeyCode.LeftShift] || _held[KeyCode.RightShift];

    private bool HasControl => _held[KeyCode.LeftControl] || _held[KeyCode.RightControl];

    private bool HasThirdShift => Layout.HasThirdLevel && _held[KeyCode.RightAlt];

    private bool HasAlt => _held[KeyCode.LeftAlt] || (_held[KeyCode.RightAlt] && !Layout.HasThirdLevel);

    /// <summary>Takes an event.</summary>
    /// <param name="key">A key code; plus <see cref="KeyCode.Released"/> when the key was released; that alone when events were lost.</param>
    public KeyAction Translate(int key)
    {
        if (key >= KeyCode.Released)
        {
            if (key == KeyCode.Released) System.Array.Clear(_held);
            else _held[key - KeyCode.Released] = false;
            return default;
        }

        bool isRepeated = _held[key];
        _held[key] = true;
        if (_held[KeyCode.SystemRequest] && (_held[KeyCode.LeftAlt] || _held[KeyCode.RightAlt])) return Request(key);
        switch (key)
        {
            case KeyCode.CapsLock or KeyCode.NumLock or KeyCode.ScrollLock:
                return isRepeated ? default : Lock(key);
            case >= KeyCode.F1 and <= KeyCode.F4 when HasAlt:
                return new KeyAction(KeyActionKind.Show, key - KeyCode.F1);
            case KeyCode.PageUp when HasShift:
                return new KeyAction(KeyActionKind.Scroll, 1);
            case KeyCode.PageDown when HasShift:
                return new KeyAction(KeyActionKind.Scroll, -1);
            case KeyCode.Delete or KeyCode.KeypadDot when HasControl && HasAlt:
                return isRepeated ? default : new KeyAction(KeyActionKind.Restart);
        }

        string text = TextOf(key);
        return text.Length == 0 ? default : new KeyAction(KeyActionKind.Text, 0, HasAlt ? "\e" + text : text);
    }

    private KeyAction Request(int key)
    {
        // The letters of requests lie where the first layout has them, whatever the user's own.
        char character = KeyboardLayouts.All[0][key, 0];
        return character == '\0' ? default : new KeyAction(KeyActionKind.SystemRequest, character);
    }

    private KeyAction Lock(int key)
    {
        if (key == KeyCode.CapsLock) _hasCapsLock = !_hasCapsLock;
        else if (key == KeyCode.NumLock) _hasNumLock = !_hasNumLock;
        else _hasScrollLock = !_hasScrollLock;
        return key == KeyCode.ScrollLock ? new KeyAction(KeyActionKind.HoldOutput, _hasScrollLock ? 1 : 0) : default;
    }

    private string TextOf(int key)
    {
        switch (key)
        {
            case KeyCode.Escape:
                return "\e";
            case KeyCode.Backspace:
                return HasControl ? "\b" : "\x7F";
            case KeyCode.Tab:
                return HasShift ? "\e[Z" : "\t";
            case KeyCode.Enter or KeyCode.KeypadEnter:
                return "\r";
            case KeyCode.KeypadAsterisk:
                return "*";
            case KeyCode.KeypadSlash:
                return "/";
            case KeyCode.KeypadMinus or KeyCode.KeypadPlus:
                return KeypadText(key);
            case >= KeyCode.KeypadFirst and <= KeyCode.KeypadDot:
                return _hasNumLock != HasShift ? KeypadText(key) : KeySequences.Of(KeySequences.OfKeypad(key)) ?? "";
            default:
                return KeySequences.Of(key) ?? CharacterText(key);
        }
    }

    private static string KeypadText(int key) => key == KeyCode.KeypadDot ? "." : KeypadDigits[key - KeyCode.KeypadFirst].ToString();

    private string CharacterText(int key)
    {
        bool hasShift = HasShift != (_hasCapsLock && !HasThirdShift && Layout.IsLetter(key));
        char character = Layout[key, (hasShift ? 1 : 0) + (HasThirdShift ? 2 : 0)];
        // What has no meaning with a modifier keeps the one that it has without.
        if (character == '\0' && key == KeyCode.Space) character = ' ';
        if (character == '\0') return "";
        if (HasControl) return ControlText(character);
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

    // The control characters (ECMA-48, 5.2) lie below the capital letters; the digits 2 to 8 reach those that few keys have.
    private static string ControlText(char character) => character switch
    {
        >= '@' and <= '_' or >= 'a' and <= 'z' => ((char)(character & 0x1F)).ToString(),
        ' ' or '2' => "\0",
        >= '3' and <= '7' => ((char)(character - '3' + 0x1B)).ToString(),
        '8' or '?' => "\x7F",
        '/' => "\x1F",
        _ when DeadKeys.IsDead(character) => "",
        _ => character.ToString(),
    };
}
