using LiOS.Nucleus.Mathematics;

namespace LiOS.Nucleus.Runtime.C;

/// <summary>The conversions e, f and g of printf: exact digits, rounded half to even.</summary>
internal static unsafe class FloatFormatter
{
    /// <summary>Writes a number as its specification says.</summary>
    public static void Format(ref TextBuffer text, ref PrintSpecification specification, double value)
    {
        char sign = Binary64.IsNegative(value) ? '-' : specification.Plus;
        bool isUpper = specification.Conversion < (byte)'a';
        if (!Binary64.IsFinite(value))
        {
            string name = Binary64.IsNaN(value) ? isUpper ? "NAN" : "nan" : isUpper ? "INF" : "inf";
            specification.IsZeroPadded = false;
            Begin(ref text, ref specification, sign, name.Length);
            for (int i = 0; i < name.Length; i++) text.Add((byte)name[i]);
            End(ref text, ref specification, sign, name.Length);
            return;
        }

        DecimalDigits digits = default;
        digits.Load(value);
        int precision = specification.Precision < 0 ? 6 : specification.Precision;
        bool isScientific = (specification.Conversion | 0x20) == 'e';
        if ((specification.Conversion | 0x20) == 'g')
        {
            if (precision == 0) precision = 1;
            digits.Round(precision);
            int exponent = digits.Point - 1;
            isScientific = exponent < -4 || exponent >= precision;
            precision = isScientific ? precision - 1 : precision - 1 - exponent;
            if (!specification.IsAlternative)
            {
                digits.Trim();
                int needed = isScientific ? digits.Count - 1 : digits.Count - digits.Point;
                if (needed < 0) needed = 0;
                if (needed < precision) precision = needed;
            }
        }
        else
        {
            digits.Round(isScientific ? precision + 1 : digits.Point + precision);
        }

        if (isScientific) Scientific(ref text, ref specification, ref digits, sign, precision, isUpper ? 'E' : 'e');
        else Fixed(ref text, ref specification, ref digits, sign, precision);
    }

    private static void Fixed(ref TextBuffer text, ref PrintSpecification specification, ref DecimalDigits digits, char sign, int precision)
    {
        bool hasPoint = precision > 0 || specification.IsAlternative;
        int whole = digits.Point > 0 ? digits.Point : 1;
        int length = whole + (hasPoint ? 1 + precision : 0);
        Begin(ref text, ref specification, sign, length);
        for (int i = digits.Point - whole; i < digits.Point; i++) text.Add((byte)('0' + digits[i]));
        if (hasPoint) text.Add((byte)'.');
        for (int i = 0; i < precision; i++) text.Add((byte)('0' + digits[digits.Point + i]));
        End(ref text, ref specification, sign, length);
    }

    private static void Scientific(ref TextBuffer text, ref PrintSpecification specification, ref DecimalDigits digits, char sign, int precision, char letter)
    {
        bool hasPoint = precision > 0 || specification.IsAlternative;
        int exponent = digits.Point - 1;
        int size = exponent < 0 ? -exponent : exponent;
        int length = 1 + (hasPoint ? 1 + precision : 0) + (size < 100 ? 4 : 5);
        Begin(ref text, ref specification, sign, length);
        text.Add((byte)('0' + digits[0]));
        if (hasPoint) text.Add((byte)'.');
        for (int i = 1; i <= precision; i++) text.Add((byte)('0' + digits[i]));
        text.Add((byte)letter);
        text.Add(exponent < 0 ? (byte)'-' : (byte)'+');
        if (size >= 100) text.Add((byte)('0' + size / 100));
        text.Add((byte)('0' + size / 10 % 10));
        text.Add((byte)('0' + size % 10));
        End(ref text, ref specification, sign, length);
    }

    private static void Begin(ref TextBuffer text, ref PrintSpecification specification, char sign, int length)
    {
        int padding = specification.Width - length - (sign != 0 ? 1 : 0);
        bool isZeroPadded = specification.IsZeroPadded && !specification.IsLeft;
        if (!specification.IsLeft && !isZeroPadded) text.Repeat(' ', padding);
        if (sign != 0) text.Add((byte)sign);
        if (isZeroPadded) text.Repeat('0', padding);
    }

    private static void End(ref TextBuffer text, ref PrintSpecification specification, char sign, int length)
    {
        if (specification.IsLeft) text.Repeat(' ', specification.Width - length - (sign != 0 ? 1 : 0));
    }
}
