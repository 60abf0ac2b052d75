namespace LiOS.Nucleus.Runtime.C;

/// <summary>
/// One conversion of a printf format: flags, width, precision, size, letter (C99 7.19.6.1, with Microsoft's sizes I, I32, I64 and w).
/// </summary>
internal unsafe struct PrintSpecification
{
    /// <summary>Flag '-': padding goes behind.</summary>
    public bool IsLeft;

    /// <summary>Flag '0': padding is zeros.</summary>
    public bool IsZeroPadded;

    /// <summary>Flag '#': the alternative form.</summary>
    public bool IsAlternative;

    /// <summary>What stands before a positive number: '+', a space or 0.</summary>
    public char Plus;

    /// <summary>Least number of bytes.</summary>
    public int Width;

    /// <summary>The precision, or -1.</summary>
    public int Precision;

    /// <summary>Bytes of an integer argument: 1, 2, 4 or 8.</summary>
    public int Size;

    /// <summary>Whether a string or character is wide because of its size letters (l, w).</summary>
    public bool IsWide;

    /// <summary>Whether a string or character is narrow because of its size letter (h).</summary>
    public bool IsNarrow;

    /// <summary>The conversion letter; 0 at the end of the format.</summary>
    public byte Conversion;

    /// <summary>Reads a specification.</summary>
    /// <param name="format">Just behind the percent sign; moved behind the letter.</param>
    /// <param name="arguments">Where a '*' takes its number from.</param>
    public static PrintSpecification Parse(ref byte* format, ref ulong* arguments)
    {
        PrintSpecification result = new() { Precision = -1, Size = 4 };
        result.ParseFlags(ref format);
        result.Width = ParseNumber(ref format, ref arguments);
        if (result.Width < 0)
        {
            result.IsLeft = true;
            result.Width = -result.Width;
        }

        if (*format == (byte)'.')
        {
            format++;
            int precision = ParseNumber(ref format, ref arguments);
            result.Precision = precision < 0 ? -1 : precision;
        }

        result.ParseSize(ref format);
        result.Conversion = *format;
        if (*format != 0) format++;
        return result;
    }

    private void ParseFlags(ref byte* format)
    {
        for (; ; format++)
        {
            switch (*format)
            {
                case (byte)'-': IsLeft = true; break;
                case (byte)'0': IsZeroPadded = true; break;
                case (byte)'#': IsAlternative = true; break;
                case (byte)'+': Plus = '+'; break;
                case (byte)' ': if (Plus == 0) Plus = ' '; break;
                default: return;
            }
        }
    }

    private void ParseSize(ref byte* format)
    {
        for (; ; format++)
        {
            switch (*format)
            {
                case (byte)'h':
                    Size = IsNarrow ? 1 : 2;
                    IsNarrow = true;
                    break;
                case (byte)'l':
                    Size = IsWide ? 8 : 4;
                    IsWide = true;
                    break;
                case (byte)'w': IsWide = true; break;
                case (byte)'L': break;
                case (byte)'z' or (byte)'j' or (byte)'t': Size = 8; break;
                case (byte)'I':
                    Size = 8;
                    if (format[1] == (byte)'6' && format[2] == (byte)'4') format += 2;
                    if (format[1] == (byte)'3' && format[2] == (byte)'2')
                    {
                        Size = 4;
                        format += 2;
                    }

                    break;
                default: return;
            }
        }
    }

    private static int ParseNumber(ref byte* format, ref ulong* arguments)
    {
        if (*format == (byte)'*')
        {
            format++;
            return (int)*arguments++;
        }

        int value = 0;
        for (; *format is >= (byte)'0' and <= (byte)'9'; format++)
        {
            if (value < 100_000_000) value = value * 10 + *format - '0';
        }

        return value;
    }
}
