namespace LiOS.Nucleus.Mathematics;

/// <summary>Logarithms. All of them round one kernel that is good to about 2^-68.</summary>
internal static class Logarithm
{
    // ln 2 in two parts: the first has 41 bits, so that its product with any exponent is exact.
    internal const double Ln2High = 0.693147180559663;
    internal const double Ln2Low = 2.8235290563031577e-13;

    /// <summary>Natural logarithm.</summary>
    public static double Natural(double x) => IsOrdinary(x, out double special) ? Kernel(x, 0).Value : special;

    /// <summary>Logarithm to base 2; exact for powers of two.</summary>
    public static double Binary(double x)
    {
        if (!IsOrdinary(x, out double special)) return special;
        DoubleDouble rest = Reduce(x, 0, out int exponent) * new DoubleDouble(1.4426950408889634, 2.0355273740931033e-17);
        return (rest + exponent).Value;
    }

    /// <summary>Logarithm to base 10; exact for powers of ten.</summary>
    public static double Decimal(double x)
    {
        if (!IsOrdinary(x, out double special)) return special;
        return (Kernel(x, 0) * new DoubleDouble(0.4342944819032518, 1.098319650216765e-17)).Value;
    }

    /// <summary>ln(1 + x), accurate for small x too.</summary>
    public static double OnePlus(double x)
    {
        if (Binary64.Abs(x) < 1.0 / (1L << 54)) return x;
        if (!(x > -1) || x == Binary64.Infinity)
        {
            if (x == -1) return -Binary64.Infinity;
            return x < -1 ? Binary64.NaN : x;
        }

        DoubleDouble sum = DoubleDouble.Sum(1, x);
        return Kernel(sum.High, sum.Low).Value;
    }

    /// <summary>ln(high + low).</summary>
    /// <param name="high">Positive and finite.</param>
    /// <param name="low">At most half a unit in the last place of <paramref name="high"/>; 0 for a subnormal one.</param>
    internal static DoubleDouble Kernel(double high, double low)
    {
        DoubleDouble rest = Reduce(high, low, out int exponent);
        if (exponent == 0) return rest;
        DoubleDouble sum = DoubleDouble.SumOrdered(exponent * Ln2High, rest.High);
        return DoubleDouble.SumOrdered(sum.High, sum.Low + (rest.Low + exponent * Ln2Low));
    }

    /// <summary>ln((1 + s) / (1 - s)) = 2 (s + s^3/3 + s^5/5 ...).</summary>
    /// <param name="s">At most 0.172 in magnitude.</param>
    internal static DoubleDouble Series(DoubleDouble s)
    {
        DoubleDouble z = s * s;
        double x = z.High;
        double tail = 1.0 / 7 + x * (1.0 / 9 + x * (1.0 / 11 + x * (1.0 / 13 + x * (1.0 / 15 + x * (1.0 / 17 + x * (1.0 / 19
            + x * (1.0 / 21 + x * (1.0 / 23 + x * (1.0 / 25 + x * (1.0 / 27))))))))));

        // Only the first terms are large enough for the rounding of a plain double to matter.
        DoubleDouble fifth = DoubleDouble.SumOrdered(0.2, x * tail - 1.1102230246251566e-17);
        DoubleDouble third = new DoubleDouble(0.3333333333333333, 1.850371707708594e-17) + z * fifth;
        return (s + s * (z * third)).Times(2);
    }

    // x = 2^exponent * m with m between sqrt(1/2) and sqrt(2); the result is ln m.
    private static DoubleDouble Reduce(double high, double low, out int exponent)
    {
        exponent = Binary64.Split(high, out ulong significand);
        double m = Binary64.FromBits((significand & Binary64.FractionMask) | ((ulong)Binary64.Bias << 52));
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }

        DoubleDouble f = DoubleDouble.Sum(m - 1, low == 0 ? 0 : Binary64.Scale(low, -exponent));
        return Series(f / (f + 2));
    }

    private static bool IsOrdinary(double x, out double special)
    {
        special = x;
        if (x > 0) return x != Binary64.Infinity;
        if (x == 0) special = -Binary64.Infinity;
        else if (x < 0) special = Binary64.NaN;
        return false;
    }
}
