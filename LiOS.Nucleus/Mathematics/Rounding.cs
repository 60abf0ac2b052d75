namespace LiOS.Nucleus.Mathematics;

/// <summary>Rounding to integers and what is left over. All results are exact.</summary>
internal static class Rounding
{
    // From here on every double is an integer.
    private const double AllIntegers = 1L << 52;

    /// <summary>Rounds toward zero.</summary>
    public static double Truncate(double x)
    {
        int exponent = (int)((Binary64.Bits(x) >> 52) & 0x7FF) - Binary64.Bias;
        if (exponent >= 52) return x;
        if (exponent < 0) return Binary64.CopySign(0, x);
        return Binary64.FromBits(Binary64.Bits(x) & ~(Binary64.FractionMask >> exponent));
    }

    /// <summary>Rounds down.</summary>
    public static double Floor(double x)
    {
        double whole = Truncate(x);
        return whole > x ? whole - 1 : whole;
    }

    /// <summary>Rounds up; what rounds to zero from below is negative zero.</summary>
    public static double Ceiling(double x)
    {
        double whole = Truncate(x);
        return whole < x ? Binary64.CopySign(whole + 1, x) : whole;
    }

    /// <summary>Rounds to the nearest integer, ties away from zero (round, C99 7.12.9.6).</summary>
    public static double AwayFromZero(double x)
    {
        double whole = Truncate(x);
        return Binary64.Abs(x - whole) >= 0.5 ? whole + Binary64.CopySign(1, x) : whole;
    }

    /// <summary>Rounds to the nearest integer, ties to even (nearbyint in the default mode).</summary>
    public static double ToEven(double x)
    {
        double a = Binary64.Abs(x);
        if (!(a < AllIntegers)) return x;
        return Binary64.CopySign(a + AllIntegers - AllIntegers, x);
    }

    /// <summary>Whether a finite value is an integer, and an odd one.</summary>
    public static bool IsInteger(double x, out bool isOdd)
    {
        isOdd = false;
        double a = Binary64.Abs(x);
        if (a >= 2 * AllIntegers) return true;
        if (Truncate(a) != a) return false;
        isOdd = ((ulong)a & 1) != 0;
        return true;
    }

    /// <summary>x - n*y, where n is x/y rounded toward zero (fmod); NaN for an infinite x or a zero y.</summary>
    public static double Remainder(double x, double y)
    {
        if (Binary64.IsNaN(x) || Binary64.IsNaN(y)) return x + y;
        if (Binary64.IsInfinity(x) || y == 0) return Binary64.NaN;
        double a = Binary64.Abs(x), b = Binary64.Abs(y);
        if (a < b) return x;

        int exponent = Binary64.Split(a, out ulong rest);
        int floor = Binary64.Split(b, out ulong divisor);
        rest %= divisor;

        // Eleven quotient bits at a time: a 53-bit remainder shifted by 11 still fits 64 bits.
        for (int left = exponent - floor; left > 0 && rest != 0; left -= 11)
        {
            rest = (rest << (left < 11 ? left : 11)) % divisor;
        }

        if (rest == 0) return Binary64.CopySign(0, x);
        double result = Binary64.Scale(rest, floor - 52);
        return Binary64.IsNegative(x) ? -result : result;
    }

    /// <summary>Splits a value into its integer part and the rest, both with its sign (modf, C99 F.9.3.12).</summary>
    public static double Fraction(double x, out double whole)
    {
        whole = Truncate(x);
        if (Binary64.IsInfinity(x)) return Binary64.CopySign(0, x);
        return Binary64.CopySign(x - whole, x);
    }
}
