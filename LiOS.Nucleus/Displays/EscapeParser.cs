namespace LiOS.Nucleus.Displays;

/// <summary>
/// Tells text, control characters, escape sequences and control sequences apart (ECMA-35, 13; ECMA-48, 5.4 to 5.6).
/// It keeps no text: command strings (window titles and the like) are skipped. The palette of Linux's console has strings that
/// nothing ends: ESC ] R, and ESC ] P with seven digits (console_codes(4)).
/// </summary>
internal struct EscapeParser
{
    private const uint Bell = 0x07, Cancel = 0x18, Substitute = 0x1A, EscapeCharacter = 0x1B, Delete = 0x7F;

    private const int PaletteDigits = 7;

    private State _state;
    private int _digitsLeft;
    private Parameters _parameters;

    private enum State
    {
        Ground,
        Escape,
        EscapeIntermediate,
        Sequence,
        SequenceIgnored,
        SystemCommand,
        Palette,
        String,
    }

    /// <summary>The numbers of the sequence that has just ended.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ref readonly Parameters Parameters => ref _parameters;

    /// <summary>The sequence's private marker, '?', or 0.</summary>
    public byte Marker { get; private set; }

    /// <summary>Takes a character.</summary>
    /// <returns>What to do about it now.</returns>
    public TerminalAction Feed(uint scalar)
    {
        if (scalar < 0x20) return FeedControl(scalar);
        switch (_state)
        {
            case State.Ground:
                // DEL, and the C1 controls: in UTF-8 they have no use as long as they are not escape sequences.
                return scalar is >= Delete and < 0xA0 ? TerminalAction.None : TerminalAction.Print;
            case State.Escape:
                return FeedEscape(scalar);
            case State.EscapeIntermediate:
                if (scalar >= 0x30) _state = State.Ground;
                return TerminalAction.None;
            case State.Sequence:
                return FeedSequence(scalar);
            case State.SequenceIgnored:
                if (scalar >= 0x40) _state = State.Ground;
                return TerminalAction.None;
            case State.SystemCommand:
                _state = scalar switch { 'R' => State.Ground, 'P' => State.Palette, _ => State.String };
                _digitsLeft = PaletteDigits;
                return TerminalAction.None;
            case State.Palette:
                if (--_digitsLeft == 0) _state = State.Ground;
                return TerminalAction.None;
            default:
                return TerminalAction.None;
        }
    }

    // Control characters act even inside a sequence; inside a string only those that end it do.
    private TerminalAction FeedControl(uint scalar)
    {
        switch (scalar)
        {
            case EscapeCharacter:
                _state = State.Escape;
                return TerminalAction.None;
            case Cancel or Substitute:
                _state = State.Ground;
                return TerminalAction.None;
        }

        if (_state is not (State.SystemCommand or State.Palette or State.String)) return TerminalAction.Control;
        if (scalar == Bell) _state = State.Ground;
        return TerminalAction.None;
    }

    private TerminalAction FeedEscape(uint scalar)
    {
        switch (scalar)
        {
            case '[':
                _state = State.Sequence;
                _parameters.Clear();
                Marker = 0;
                return TerminalAction.None;
            case ']':
                _state = State.SystemCommand;
                return TerminalAction.None;
            case 'P' or 'X' or '^' or '_':
                _state = State.String;
                return TerminalAction.None;
            case < 0x30:
                _state = State.EscapeIntermediate;
                return TerminalAction.None;
        }

        _state = State.Ground;
        return scalar < Delete ? TerminalAction.Escape : TerminalAction.None;
    }

    private TerminalAction FeedSequence(uint scalar)
    {
        switch (scalar)
        {
            case >= '0' and <= '9':
                _parameters.AddDigit((int)scalar - '0');
                return TerminalAction.None;
            case ';' or ':':
                _parameters.AddSeparator();
                return TerminalAction.None;
            case '?' when _parameters.Count == 0:
                Marker = (byte)scalar;
                return TerminalAction.None;
            // Other private markers and intermediate characters mean sequences that are not known here.
            case < 0x40:
                _state = State.SequenceIgnored;
                return TerminalAction.None;
        }

        _state = State.Ground;
        return scalar < Delete ? TerminalAction.Sequence : TerminalAction.None;
    }
}
