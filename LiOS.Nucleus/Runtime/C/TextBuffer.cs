namespace LiOS.Nucleus.Runtime.C;

/// <summary>Text being written into a buffer that may be too small: what does not fit is counted and dropped.</summary>
internal unsafe struct TextBuffer
{
    private readonly byte* _buffer;
    private readonly nuint _capacity;
    private nuint _length;

    /// <summary>Begins an empty text.</summary>
    /// <param name="buffer">Where it goes; may be null when <paramref name="capacity"/> is 0.</param>
    /// <param name="capacity">Bytes there are, without any for a terminator.</param>
    public TextBuffer(byte* buffer, nuint capacity)
    {
        _buffer = buffer;
        _capacity = capacity;
        _length = 0;
    }

    /// <summary>Bytes the whole text has, dropped ones included.</summary>
    public readonly nuint Length => _length;

    /// <summary>Adds a byte.</summary>
    public void Add(byte value)
    {
        if (_length < _capacity) _buffer[_length] = value;
        _length++;
    }

    /// <summary>Adds a character several times; none when the count is negative.</summary>
    public void Repeat(char value, int count)
    {
        for (; count > 0; count--) Add((byte)value);
    }

    /// <summary>Adds bytes.</summary>
    public void Add(byte* text, int length)
    {
        for (int i = 0; i < length; i++) Add(text[i]);
    }
}
