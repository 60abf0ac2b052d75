using System.Runtime.CompilerServices;

namespace LiOS.Nucleus.Diagnostics;

/// <summary>
/// What an interpolated string becomes as an argument of <see cref="Log.Write"/>: a line in a buffer on the stack, or nothing at
/// all when the module does not log at that level. The compiler then leaves out the formatting, and what it would need.
/// </summary>
[InterpolatedStringHandler]
internal unsafe ref struct LogText
{
    /// <summary>Longest line; more is cut off.</summary>
    public const int Capacity = 240;

    private fixed byte _bytes[Capacity];
    private int _length;

    public LogText(int literalLength, int formattedCount, LogModule module, LogLevel level, out bool isEnabled)
    {
        isEnabled = Log.IsEnabled(module, level);
        if (!isEnabled) return;
        AppendLiteral(Log.NameOf(module));
        AppendLiteral(": ");
    }

    /// <summary>Adds the line to the log, unless it was not wanted.</summary>
    public readonly void Append(LogLevel level, bool isShown)
    {
        if (_length == 0) return;
        fixed (byte* bytes = _bytes) Log.Append(level, isShown, bytes, _length);
    }

    public void AppendLiteral(string text)
    {
        for (int i = 0; i < text.Length; i++) Add((byte)text[i]);
    }

    public void AppendFormatted(string text) => AppendLiteral(text);

    public void AppendFormatted(LogBytes text)
    {
        for (byte* at = text.Start; *at != 0; at++) Add(*at);
    }

    public void AppendFormatted(long value)
    {
        if (value < 0) Add((byte)'-');
        AppendFormatted(value < 0 ? (ulong)-value : (ulong)value);
    }

    public void AppendFormatted(ulong value)
    {
        byte* digits = stackalloc byte[20];
        int count = 0;
        do
        {
            digits[count++] = (byte)('0' + (value % 10));
            value /= 10;
        }
        while (value != 0);
        while (count > 0) Add(digits[--count]);
    }

    /// <summary>A number with a format: x alone, or with a count of digits of one figure (x8), in which 0 stands for all 16.</summary>
    public void AppendFormatted(ulong value, string format)
    {
        int digits = format.Length < 2 ? 1 : format[1] == '0' ? 16 : format[1] - '0';
        while (digits < 16 && value >> (digits * 4) != 0) digits++;
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        {
            int digit = (int)(value >> shift) & 15;
            Add((byte)(digit < 10 ? '0' + digit : 'a' + digit - 10));
        }
    }

    private void Add(byte value)
    {
        if (_length < Capacity) _bytes[_length++] = value;
    }
}
