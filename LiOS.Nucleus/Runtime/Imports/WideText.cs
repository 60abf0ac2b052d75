namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>NUL-terminated UTF-16 text.</summary>
internal static unsafe class WideText
{
    /// <summary>Units before the NUL.</summary>
    public static int Length(char* text)
    {
        int length = 0;
        while (text[length] != 0) length++;
        return length;
    }

    /// <summary>Whether a text is the given one; letters of ASCII are the same in both cases.</summary>
    public static bool Is(char* text, string other)
    {
        for (int i = 0; i < other.Length; i++)
        {
            if (ToLower(text[i]) != ToLower(other[i])) return false;
        }

        return text[other.Length] == 0;
    }

    /// <summary>Copies a text and its NUL, as the functions of the system do.</summary>
    /// <param name="text">What to copy.</param>
    /// <param name="buffer">Where to.</param>
    /// <param name="capacity">Room there, in units.</param>
    /// <returns>Units before the NUL; when the room does not suffice, what is needed, NUL included.</returns>
    public static uint Copy(string text, char* buffer, uint capacity)
    {
        if (capacity <= (uint)text.Length) return (uint)text.Length + 1;
        for (int i = 0; i < text.Length; i++) buffer[i] = text[i];
        buffer[text.Length] = '\0';
        return (uint)text.Length;
    }

    /// <summary>Copies a number, written in hexadecimal without a prefix, as <see cref="Copy"/> does.</summary>
    public static uint CopyHexadecimal(ulong value, char* buffer, uint capacity)
    {
        uint length = 1;
        while (length < 16 && value >> (4 * (int)length) != 0) length++;
        if (capacity <= length) return length + 1;
        buffer[length] = '\0';
        for (uint i = length; i-- > 0; value >>= 4) buffer[i] = (char)((value & 15) + ((value & 15) < 10 ? '0' : 'A' - 10u));
        return length;
    }

    /// <summary>Writes a text to the console as UTF-8.</summary>
    public static void Print(char* text, int length)
    {
        byte* encoded = stackalloc byte[4];
        for (int i = 0; i < length; )
        {
            i += Utf8.Decode(text + i, length - i, out uint scalar);
            Diagnostics.Console.Write(encoded, (nuint)Utf8.Encode(scalar, encoded));
        }
    }

    private static char ToLower(char c) => c is >= 'A' and <= 'Z' ? (char)(c + 32) : c;
}
