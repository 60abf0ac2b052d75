namespace LiOS.Nucleus.Diagnostics;

/// <summary>What the nucleus finds out before there is a kernel: lines of text, which the kernel takes into its log.</summary>
internal static unsafe class BootLog
{
    private const int Size = 2048;
    private static Buffer s_buffer;
    private static int s_length;

    /// <summary>The lines, each with a line feed, and a NUL behind the last.</summary>
    public static byte* Text
    {
        get
        {
            fixed (Buffer* buffer = &s_buffer) return buffer->Bytes;
        }
    }

    /// <summary>Adds text; what does not fit is left out.</summary>
    public static void Write(string text)
    {
        for (int i = 0; i < text.Length; i++) WriteByte((byte)text[i]);
    }

    /// <summary>Adds text and ends the line.</summary>
    public static void WriteLine(string text)
    {
        Write(text);
        WriteByte((byte)'\n');
    }

    /// <summary>Adds a number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Digits at least, filled with zeroes: 1 to 20.</param>
    public static void WriteDecimal(ulong value, int digits = 1)
    {
        byte* text = stackalloc byte[20];
        int count = 0;
        while (value != 0 || count < digits)
        {
            text[count++] = (byte)('0' + (value % 10));
            value /= 10;
        }

        while (count > 0) WriteByte(text[--count]);
    }

    private static void WriteByte(byte value)
    {
        if (s_length < Size - 1) Text[s_length++] = value;
    }

    private struct Buffer
    {
        public fixed byte Bytes[Size];
    }
}
