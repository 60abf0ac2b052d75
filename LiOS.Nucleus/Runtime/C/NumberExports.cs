using System.Runtime;

namespace LiOS.Nucleus.Runtime.C;

/// <summary>Numbers from text (C99 7.20.1.4). On win64 a long has 32 bits and a long long 64.</summary>
internal static unsafe class NumberExports
{
    private const int RangeError = 34;

    private static int s_error;

    /// <summary>Where errno lives: one for all threads, because nothing but the range of a setting is ever read from it.</summary>
    [RuntimeExport("_errno")]
    internal static int* Error()
    {
        fixed (int* error = &s_error) return error;
    }

    [RuntimeExport("strtoul")]
    internal static uint ParseUInt32(byte* text, byte** end, int radix)
    {
        ulong magnitude = Parse(text, end, radix, uint.MaxValue, out bool isNegative);
        return isNegative ? 0 - (uint)magnitude : (uint)magnitude;
    }

    [RuntimeExport("strtoull")]
    internal static ulong ParseUInt64(byte* text, byte** end, int radix)
    {
        ulong magnitude = Parse(text, end, radix, ulong.MaxValue, out bool isNegative);
        return isNegative ? 0 - magnitude : magnitude;
    }

    // White space, a sign, a prefix, digits. Too large a magnitude becomes the limit itself, and its sign is forgotten.
    private static ulong Parse(byte* text, byte** end, int radix, ulong limit, out bool isNegative)
    {
        byte* at = text;
        while (*at is (byte)' ' or >= (byte)'\t' and <= (byte)'\r') at++;
        isNegative = *at == (byte)'-';
        if (*at is (byte)'-' or (byte)'+') at++;
        if (radix is 0 or 16 && at[0] == (byte)'0' && (at[1] | 0x20) == 'x' && Digit(at[2]) < 16)
        {
            at += 2;
            radix = 16;
        }
        else if (radix == 0)
        {
            radix = *at == (byte)'0' ? 8 : 10;
        }

        byte* first = at;
        ulong value = 0;
        bool isTooLarge = false;
        for (; Digit(*at) < radix; at++)
        {
            uint digit = (uint)Digit(*at);
            if (value > (limit - digit) / (uint)radix) isTooLarge = true;
            else value = value * (uint)radix + digit;
        }

        if (end != null) *end = at == first ? text : at;
        if (!isTooLarge) return value;
        *Error() = RangeError;
        isNegative = false;
        return limit;
    }

    private static int Digit(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'z' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'Z' => c - 'A' + 10,
        _ => int.MaxValue,
    };
}
