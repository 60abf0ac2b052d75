using System.Runtime;

namespace LiOS.Nucleus.Runtime.C;

/// <summary>String functions of the C library (C99 7.21) and Microsoft's case-blind comparisons; letters are those of ASCII.</summary>
internal static unsafe class StringExports
{
    [RuntimeExport("strlen")]
    internal static nuint Length(byte* text)
    {
        byte* end = text;
        while (*end != 0) end++;
        return (nuint)(end - text);
    }

    [RuntimeExport("strnlen")]
    internal static nuint Length(byte* text, nuint limit)
    {
        nuint length = 0;
        while (length < limit && text[length] != 0) length++;
        return length;
    }

    [RuntimeExport("wcslen")]
    internal static nuint Length(char* text)
    {
        char* end = text;
        while (*end != 0) end++;
        return (nuint)(end - text);
    }

    [RuntimeExport("strcmp")]
    internal static int Compare(byte* a, byte* b) => Compare(a, b, nuint.MaxValue);

    [RuntimeExport("strncmp")]
    internal static int Compare(byte* a, byte* b, nuint limit)
    {
        for (; limit != 0; limit--, a++, b++)
        {
            if (*a != *b) return *a - *b;
            if (*a == 0) break;
        }

        return 0;
    }

    [RuntimeExport("_stricmp")]
    internal static int CompareIgnoringCase(byte* a, byte* b) => CompareIgnoringCase(a, b, nuint.MaxValue);

    [RuntimeExport("_strnicmp")]
    internal static int CompareIgnoringCase(byte* a, byte* b, nuint limit)
    {
        for (; limit != 0; limit--, a++, b++)
        {
            int difference = ToLower(*a) - ToLower(*b);
            if (difference != 0) return difference;
            if (*a == 0) break;
        }

        return 0;
    }

    [RuntimeExport("wcscmp")]
    internal static int Compare(char* a, char* b)
    {
        for (; *a == *b; a++, b++)
        {
            if (*a == 0) return 0;
        }

        return *a < *b ? -1 : 1;
    }

    [RuntimeExport("strcpy")]
    internal static byte* Copy(byte* destination, byte* source)
    {
        byte* to = destination;
        while ((*to++ = *source++) != 0) { }
        return destination;
    }

    [RuntimeExport("strchr")]
    internal static byte* FindFirst(byte* text, int value)
    {
        for (; ; text++)
        {
            if (*text == (byte)value) return text;
            if (*text == 0) return null;
        }
    }

    [RuntimeExport("strrchr")]
    internal static byte* FindLast(byte* text, int value)
    {
        byte* found = null;
        for (; ; text++)
        {
            if (*text == (byte)value) found = text;
            if (*text == 0) return found;
        }
    }

    [RuntimeExport("strstr")]
    internal static byte* Find(byte* text, byte* part)
    {
        nuint length = Length(part);
        for (; ; text++)
        {
            if (Compare(text, part, length) == 0) return text;
            if (*text == 0) return null;
        }
    }

    private static int ToLower(byte c) => c is >= (byte)'A' and <= (byte)'Z' ? c + 32 : c;
}
