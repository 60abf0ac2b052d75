using System.Text;

namespace LiOS.Emulation.Control;

/// <summary>
/// The plain text in what a program writes to a terminal: control sequences (ECMA-48, 5.4: ESC [ ... final byte) and carriage returns are
/// taken out, also when they come in pieces.
/// </summary>
public sealed class TerminalText
{
    private const char Escape = '\e';
    private readonly StringBuilder _text = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private State _state;

    private enum State
    {
        Text,
        AfterEscape,
        InSequence,
    }

    /// <summary>How many characters there are.</summary>
    public int Length => _text.Length;

    /// <summary>Takes in what was written.</summary>
    public void Add(byte[] bytes)
    {
        char[] characters = new char[bytes.Length + 1];
        int count = _decoder.GetChars(bytes, characters, flush: false);
        foreach (char character in characters[..count])
        {
            switch (_state)
            {
                case State.AfterEscape:
                    _state = character == '[' ? State.InSequence : State.Text;
                    break;
                case State.InSequence:
                    if (character is >= '@' and <= '~')
                        _state = State.Text;
                    break;
                default:
                    if (character == Escape)
                        _state = State.AfterEscape;
                    else if (character != '\r')
                        _text.Append(character);
                    break;
            }
        }
    }

    /// <summary>The text from a position on.</summary>
    public string From(int start) => _text.ToString(start, _text.Length - start);
}
