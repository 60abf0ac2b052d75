namespace LiOS.Nucleus.Mathematics;

/// <summary>Sine, cosine, tangent, of arguments of any size.</summary>
internal static class Trigonometry
{
    // Below this sin x and tan x are x, to the last bit.
    private const double Tiny = 1.0 / (1 << 27);

    /// <summary>Sine of an angle in radians.</summary>
    public static double Sine(double x)
    {
        if (Binary64.Abs(x) < Tiny) return x;
        if (!Binary64.IsFinite(x)) return Binary64.NaN;
        DoubleDouble y = AngleReduction.Reduce(x, out int quadrant);
        double value = (quadrant & 1) == 0 ? SineNearZero(y).Value : CosineNearZero(y).Value;
        return (quadrant & 2) == 0 ? value : -value;
    }

    /// <summary>Cosine of an angle in radians.</summary>
    public static double Cosine(double x)
    {
        if (!Binary64.IsFinite(x)) return Binary64.NaN;
        if (Binary64.Abs(x) < Tiny) return 1;
        DoubleDouble y = AngleReduction.Reduce(x, out int quadrant);
        double value = (quadrant & 1) == 0 ? CosineNearZero(y).Value : SineNearZero(y).Value;
        return ((quadrant + 1) & 2) == 0 ? value : -value;
    }

    /// <summary>Tangent of an angle in radians.</summary>
    public static double Tangent(double x)
    {
        if (Binary64.Abs(x) < Tiny) return x;
        if (!Binary64.IsFinite(x)) return Binary64.NaN;
        DoubleDouble y = AngleReduction.Reduce(x, out int quadrant);
        DoubleDouble sine = SineNearZero(y), cosine = CosineNearZero(y);
        return (quadrant & 1) == 0 ? (sine / cosine).Value : -(cosine / sine).Value;
    }

    // Taylor's series: up to pi/4 its terms fall so fast that nothing better is needed. y - y^3/6 in twice the precision.
    private static DoubleDouble SineNearZero(DoubleDouble y)
    {
        DoubleDouble square = y * y;
        double z = square.High;
        double tail = 1.0 / 120 + z * (-1.0 / 5040 + z * (1.0 / 362880 + z * (-1.0 / 39916800 + z * (1.0 / 6227020800
            + z * (-1.0 / 1307674368000 + z * (1.0 / 355687428096000 + z * (-1.0 / 121645100408832000)))))));
        DoubleDouble third = DoubleDouble.SumOrdered(-0.16666666666666666, z * tail - 9.25185853854297e-18);
        return y + y * square * third;
    }

    // 1 - y^2/2 in twice the precision, then the rest of the series.
    private static DoubleDouble CosineNearZero(DoubleDouble y)
    {
        DoubleDouble square = y * y;
        double z = square.High;
        double tail = 1.0 / 24 + z * (-1.0 / 720 + z * (1.0 / 40320 + z * (-1.0 / 3628800 + z * (1.0 / 479001600
            + z * (-1.0 / 87178291200 + z * (1.0 / 20922789888000 + z * (-1.0 / 6402373705728000)))))));
        return square.Times(-0.5) + 1 + z * z * tail;
    }
}
