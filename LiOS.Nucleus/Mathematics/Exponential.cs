namespace LiOS.Nucleus.Mathematics;

/// <summary>Exponential functions and powers.</summary>
internal static class Exponential
{
    // Beyond these every result is infinite or zero.
    private const double Overflow = 710;
    private const double Underflow = -746;

    /// <summary>e to the power x.</summary>
    public static double Natural(double x)
    {
        if (Binary64.IsNaN(x)) return x;
        if (x > Overflow) return Binary64.Infinity;
        if (x < Underflow) return 0;
        return Raise(new DoubleDouble(x, 0));
    }

    /// <summary>2 to the power x; exact for integers.</summary>
    public static double Binary(double x)
    {
        if (Binary64.IsNaN(x)) return x;
        if (x >= 1024) return Binary64.Infinity;
        if (x < -1076) return 0;
        int exponent = Nearest(x);
        double rest = x - exponent;
        if (Binary64.Abs(rest) < 1.0 / (1L << 56)) return Binary64.Scale(1, exponent);
        DoubleDouble p = MinusOne(new DoubleDouble(0.6931471805599453, 2.3190468138462996e-17) * rest);
        return Binary64.Scale((p + 1).Value, exponent);
    }

    /// <summary>e to the power x, less 1, accurate for small x too.</summary>
    public static double MinusOne(double x)
    {
        if (Binary64.IsNaN(x) || Binary64.Abs(x) < 1.0 / (1L << 55)) return x;
        if (x > Overflow) return Binary64.Infinity;
        if (x < -50) return -1;
        DoubleDouble p = Reduced(new DoubleDouble(x, 0), out int exponent);
        if (exponent > 100) return Binary64.Scale((p + 1).Value, exponent);
        return Combine(p, exponent).Value;
    }

    /// <summary>e to the power x, less 1, unrounded.</summary>
    /// <param name="x">-50 to 50.</param>
    internal static DoubleDouble MinusOneExact(double x) => Combine(Reduced(new DoubleDouble(x, 0), out int exponent), exponent);

    /// <summary>Half of e to the power x.</summary>
    /// <param name="x">0 to 711.</param>
    internal static double Half(double x) => Binary64.Scale((Reduced(new DoubleDouble(x, 0), out int exponent) + 1).Value, exponent - 1);

    /// <summary>x to the power y (C99 F.9.4.4).</summary>
    public static double Power(double x, double y)
    {
        if (y == 0 || x == 1) return 1;
        if (Binary64.IsNaN(x) || Binary64.IsNaN(y)) return x + y;
        double magnitude = Binary64.Abs(x);
        if (Binary64.IsInfinity(y))
        {
            if (magnitude == 1) return 1;
            return (magnitude > 1) == (y > 0) ? Binary64.Infinity : 0;
        }

        bool isInteger = Rounding.IsInteger(y, out bool isOdd);
        double sign = isOdd && Binary64.IsNegative(x) ? -1 : 1;
        if (x == 0 || magnitude == Binary64.Infinity) return (magnitude == 0) == (y < 0) ? sign * Binary64.Infinity : sign * 0.0;
        if (x < 0 && !isInteger) return Binary64.NaN;
        if (magnitude == 1) return sign;

        // The logarithm of any other double is at least 2^-53 in magnitude and less than 2^10.
        double size = Binary64.Abs(y);
        if (size > 1e20) return (magnitude > 1) == (y > 0) ? sign * Binary64.Infinity : sign * 0.0;
        if (size < 1e-20) return sign;
        DoubleDouble product = Logarithm.Kernel(magnitude, 0) * y;
        if (product.High > Overflow) return sign * Binary64.Infinity;
        if (product.High < Underflow) return sign * 0.0;
        return sign * Raise(product);
    }

    private static double Raise(DoubleDouble x)
    {
        DoubleDouble p = Reduced(x, out int exponent);
        return Binary64.Scale((p + 1).Value, exponent);
    }

    // e^x = 2^exponent (1 + result), with the argument of the result at most ln(2)/2.
    private static DoubleDouble Reduced(DoubleDouble x, out int exponent)
    {
        exponent = Nearest(x.High * 1.4426950408889634);
        if (exponent == 0) return MinusOne(x);
        DoubleDouble rest = DoubleDouble.Sum(x.High - exponent * Logarithm.Ln2High, x.Low - exponent * Logarithm.Ln2Low);
        return MinusOne(rest);
    }

    // e^r - 1 for |r| at most 0.35: r + r^2/2 in twice the precision, the rest of Taylor's series in plain doubles.
    private static DoubleDouble MinusOne(DoubleDouble r)
    {
        double x = r.High;
        double tail = 1.0 / 720 + x * (1.0 / 5040 + x * (1.0 / 40320 + x * (1.0 / 362880 + x * (1.0 / 3628800 + x * (1.0 / 39916800
            + x * (1.0 / 479001600 + x * (1.0 / 6227020800 + x * (1.0 / 87178291200 + x * (1.0 / 1307674368000)))))))));
        double cubic = x * x * x * (1.0 / 6 + x * (1.0 / 24 + x * (1.0 / 120 + x * tail)));
        return r + ((r * r).Times(0.5) + cubic);
    }

    // 2^exponent (1 + p) - 1.
    private static DoubleDouble Combine(DoubleDouble p, int exponent)
    {
        double scale = Binary64.PowerOfTwo(exponent);
        return exponent == 0 ? p : DoubleDouble.Sum(scale, -1) + p.Times(scale);
    }

    private static int Nearest(double x) => (int)(x < 0 ? x - 0.5 : x + 0.5);
}
