namespace LiOS.Nucleus.Runtime.C;

/// <summary>The printf engine: text, integers and pointers; floating-point numbers go to <see cref="FloatFormatter"/>.</summary>
internal static unsafe class PrintFormatter
{
    /// <summary>Writes a formatted text.</summary>
    /// <param name="text">Where it goes.</param>
    /// <param name="format">NUL-terminated.</param>
    /// <param name="arguments">Slots of 8 bytes.</param>
    public static void Format(ref TextBuffer text, byte* format, ulong* arguments)
    {
        while (*format != 0)
        {
            if (*format != (byte)'%')
            {
                text.Add(*format++);
                continue;
            }

            format++;
            PrintSpecification specification = PrintSpecification.Parse(ref format, ref arguments);
            Convert(ref text, ref specification, ref arguments);
        }
    }

    private static void Convert(ref TextBuffer text, ref PrintSpecification specification, ref ulong* arguments)
    {
        switch (specification.Conversion)
        {
            case (byte)'d' or (byte)'i':
                long value = SignExtend(*arguments++, specification.Size);
                char sign = value < 0 ? '-' : specification.Plus;
                Integer(ref text, ref specification, value < 0 ? 0 - (ulong)value : (ulong)value, 10, "0123456789", sign, "");
                break;
            case (byte)'u':
                Integer(ref text, ref specification, ZeroExtend(*arguments++, specification.Size), 10, "0123456789", '\0', "");
                break;
            case (byte)'o':
                Integer(ref text, ref specification, ZeroExtend(*arguments++, specification.Size), 8, "01234567", '\0', "");
                break;
            case (byte)'x':
                Integer(ref text, ref specification, ZeroExtend(*arguments++, specification.Size), 16, "0123456789abcdef", '\0', "0x");
                break;
            case (byte)'X':
                Integer(ref text, ref specification, ZeroExtend(*arguments++, specification.Size), 16, "0123456789ABCDEF", '\0', "0X");
                break;
            case (byte)'p':
                specification.Precision = 16;
                Integer(ref text, ref specification, *arguments++, 16, "0123456789ABCDEF", '\0', "");
                break;
            case (byte)'c':
                Character(ref text, ref specification, (char)*arguments++, specification.IsWide);
                break;
            case (byte)'C':
                Character(ref text, ref specification, (char)*arguments++, !specification.IsNarrow);
                break;
            case (byte)'s':
                String(ref text, ref specification, (void*)*arguments++, specification.IsWide);
                break;
            case (byte)'S':
                String(ref text, ref specification, (void*)*arguments++, !specification.IsNarrow);
                break;
            case (byte)'e' or (byte)'E' or (byte)'f' or (byte)'F' or (byte)'g' or (byte)'G':
                FloatFormatter.Format(ref text, ref specification, *(double*)arguments++);
                break;
            case 0:
                break;
            default:
                // '%' itself, and letters that mean nothing, which Microsoft's runtime prints too.
                text.Add(specification.Conversion);
                break;
        }
    }

    private static void Integer(ref TextBuffer text, ref PrintSpecification specification, ulong value, uint radix, string digits, char sign, string prefix)
    {
        byte* reversed = stackalloc byte[24];
        int count = 0;
        for (ulong rest = value; rest != 0; rest /= radix) reversed[count++] = (byte)digits[(int)(rest % radix)];

        int least = specification.Precision < 0 ? 1 : specification.Precision;
        if (specification.IsAlternative && radix == 8 && least <= count) least = count + 1;
        int zeros = least > count ? least - count : 0;
        int prefixLength = specification.IsAlternative && value != 0 ? prefix.Length : 0;
        int padding = specification.Width - count - zeros - prefixLength - (sign != 0 ? 1 : 0);
        if (specification.IsZeroPadded && !specification.IsLeft && specification.Precision < 0 && padding > 0)
        {
            zeros += padding;
            padding = 0;
        }

        if (!specification.IsLeft) text.Repeat(' ', padding);
        if (sign != 0) text.Add((byte)sign);
        for (int i = 0; i < prefixLength; i++) text.Add((byte)prefix[i]);
        text.Repeat('0', zeros);
        while (count != 0) text.Add(reversed[--count]);
        if (specification.IsLeft) text.Repeat(' ', padding);
    }

    private static void Character(ref TextBuffer text, ref PrintSpecification specification, char value, bool isWide)
    {
        byte narrow = (byte)value;
        specification.Precision = 1;
        if (isWide) Wide(ref text, ref specification, &value, 1);
        else Padded(ref text, ref specification, &narrow, 1);
    }

    private static void String(ref TextBuffer text, ref PrintSpecification specification, void* value, bool isWide)
    {
        nuint limit = specification.Precision < 0 ? int.MaxValue : (nuint)specification.Precision;
        if (value == null)
        {
            fixed (char* nothing = "(null)") Wide(ref text, ref specification, nothing, 6);
        }
        else if (isWide)
        {
            int length = 0;
            for (char* at = (char*)value; (nuint)length < limit && at[length] != 0; ) length++;
            Wide(ref text, ref specification, (char*)value, length);
        }
        else
        {
            Padded(ref text, ref specification, (byte*)value, (int)StringExports.Length((byte*)value, limit));
        }
    }

    private static void Padded(ref TextBuffer text, ref PrintSpecification specification, byte* value, int length)
    {
        if (!specification.IsLeft) text.Repeat(' ', specification.Width - length);
        text.Add(value, length);
        if (specification.IsLeft) text.Repeat(' ', specification.Width - length);
    }

    // Wide text is written as UTF-8; a precision counts bytes and never splits a character.
    private static void Wide(ref TextBuffer text, ref PrintSpecification specification, char* value, int length)
    {
        byte* encoded = stackalloc byte[4];
        int limit = specification.Precision < 0 || specification.Conversion is (byte)'c' or (byte)'C' ? int.MaxValue : specification.Precision;
        int total = 0, used = 0;
        while (used < length)
        {
            int units = Utf8.Decode(value + used, length - used, out uint scalar);
            int bytes = Utf8.Encode(scalar, encoded);
            if (bytes > limit - total) break;
            total += bytes;
            used += units;
        }

        if (!specification.IsLeft) text.Repeat(' ', specification.Width - total);
        for (int i = 0; i < used; )
        {
            i += Utf8.Decode(value + i, used - i, out uint scalar);
            text.Add(encoded, Utf8.Encode(scalar, encoded));
        }

        if (specification.IsLeft) text.Repeat(' ', specification.Width - total);
    }

    private static long SignExtend(ulong value, int size) => size switch
    {
        1 => (sbyte)value,
        2 => (short)value,
        4 => (int)value,
        _ => (long)value,
    };

    private static ulong ZeroExtend(ulong value, int size) => size switch
    {
        1 => (byte)value,
        2 => (ushort)value,
        4 => (uint)value,
        _ => value,
    };
}
