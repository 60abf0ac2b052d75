namespace LiOS.Nucleus.Mathematics;

/// <summary>Hyperbolic functions and their inverses.</summary>
internal static class Hyperbolic
{
    // Below this the functions that begin with x are x, to the last bit.
    private const double Tiny = 1.0 / (1 << 28);

    // From here on 1 + e^2x is e^2x, to the last bit.
    private const double Large = 22;

    /// <summary>Hyperbolic sine.</summary>
    public static double Sine(double x)
    {
        double a = Binary64.Abs(x);
        if (!(a >= Tiny)) return x;
        if (a > 711) return Binary64.CopySign(Binary64.Infinity, x);
        if (a > Large) return Binary64.CopySign(Exponential.Half(a), x);
        DoubleDouble e = Exponential.MinusOneExact(a);
        return Binary64.CopySign((e + e / (e + 1)).Value * 0.5, x);
    }

    /// <summary>Hyperbolic cosine.</summary>
    public static double Cosine(double x)
    {
        double a = Binary64.Abs(x);
        if (Binary64.IsNaN(x)) return x;
        if (a > 711) return Binary64.Infinity;
        if (a > Large) return Exponential.Half(a);
        DoubleDouble e = Exponential.MinusOneExact(a) + 1;
        return (e + new DoubleDouble(1, 0) / e).Value * 0.5;
    }

    /// <summary>Hyperbolic tangent.</summary>
    public static double Tangent(double x)
    {
        double a = Binary64.Abs(x);
        if (!(a >= Tiny)) return x;
        if (a > Large) return Binary64.CopySign(1, x);
        DoubleDouble e = Exponential.MinusOneExact(2 * a);
        return Binary64.CopySign((e / (e + 2)).Value, x);
    }

    /// <summary>Inverse hyperbolic sine.</summary>
    public static double InverseSine(double x)
    {
        double a = Binary64.Abs(x);
        if (!(a >= Tiny) || a == Binary64.Infinity) return x;
        if (a > 1L << 60) return Binary64.CopySign(LogarithmOfDouble(a), x);

        // ln(1 + f) with f = a + a^2 / (1 + sqrt(a^2 + 1)): no cancellation for small a.
        DoubleDouble square = DoubleDouble.Product(a, a);
        DoubleDouble f = square / (DoubleDouble.SquareRoot(square + 1) + 1) + a;
        return Binary64.CopySign(LogarithmOfOnePlus(f).Value, x);
    }

    /// <summary>Inverse hyperbolic cosine; NaN below 1.</summary>
    public static double InverseCosine(double x)
    {
        if (Binary64.IsNaN(x) || x == Binary64.Infinity) return x;
        if (x < 1) return Binary64.NaN;
        if (x == 1) return 0;
        if (x > 1L << 60) return LogarithmOfDouble(x);
        DoubleDouble t = DoubleDouble.Sum(x, -1);
        return LogarithmOfOnePlus(t + DoubleDouble.SquareRoot(t * (t + 2))).Value;
    }

    /// <summary>Inverse hyperbolic tangent; infinite at 1 and -1, NaN beyond.</summary>
    public static double InverseTangent(double x)
    {
        double a = Binary64.Abs(x);
        if (!(a >= Tiny)) return x;
        if (a >= 1) return a == 1 ? Binary64.CopySign(Binary64.Infinity, x) : Binary64.NaN;
        if (a < 0.17) return Logarithm.Series(new DoubleDouble(x, 0)).Value * 0.5;
        DoubleDouble ratio = DoubleDouble.Sum(1, a) / DoubleDouble.Sum(1, -a);
        return Binary64.CopySign(Logarithm.Kernel(ratio.High, ratio.Low).Value * 0.5, x);
    }

    private static double LogarithmOfDouble(double x) => (Logarithm.Kernel(x, 0) + new DoubleDouble(0.6931471805599453, 2.3190468138462996e-17)).Value;

    private static DoubleDouble LogarithmOfOnePlus(DoubleDouble f)
    {
        if (f.High < 0.4) return Logarithm.Series(f / (f + 2));
        DoubleDouble sum = f + 1;
        return Logarithm.Kernel(sum.High, sum.Low);
    }
}
