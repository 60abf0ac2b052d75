namespace LiOS.Nucleus.Mathematics;

/// <summary>Arc functions. All of them are the angle of a point, taken from one kernel.</summary>
internal static class InverseTrigonometry
{
    private const double Tiny = 1.0 / (1 << 28);
    private static DoubleDouble Pi => new(3.141592653589793, 1.2246467991473532e-16);
    private static DoubleDouble HalfPi => new(1.5707963267948966, 6.123233995736766e-17);

    /// <summary>The angle whose tangent is x.</summary>
    public static double Tangent(double x)
    {
        double a = Binary64.Abs(x);
        if (!(a >= Tiny)) return x;
        if (a > 1L << 60) return Binary64.CopySign(HalfPi.Value, x);
        return Binary64.CopySign(Angle(new DoubleDouble(a, 0), new DoubleDouble(1, 0)).Value, x);
    }

    /// <summary>The angle of the point (x, y), between -pi and pi (C99 F.9.1.4).</summary>
    public static double Tangent(double y, double x)
    {
        if (Binary64.IsNaN(x) || Binary64.IsNaN(y)) return x + y;
        double a = Binary64.Abs(y), b = Binary64.Abs(x);
        if (a == 0) return Binary64.IsNegative(x) ? Binary64.CopySign(Pi.Value, y) : y;
        if (b == 0) return Binary64.CopySign(HalfPi.Value, y);
        if (a == Binary64.Infinity)
        {
            if (b != Binary64.Infinity) return Binary64.CopySign(HalfPi.Value, y);
            return Binary64.CopySign(x > 0 ? 0.7853981633974483 : 2.356194490192345, y);
        }

        if (b == Binary64.Infinity) return Binary64.CopySign(x > 0 ? 0 : Pi.Value, y);

        int exponentA = Binary64.Exponent(a), exponentB = Binary64.Exponent(b);
        if (exponentA - exponentB > 60) return Binary64.CopySign(HalfPi.Value, y);
        if (exponentB - exponentA > 60) return Binary64.CopySign(x > 0 ? a / b : Pi.Value, y);
        DoubleDouble angle = Angle(new DoubleDouble(Binary64.Scale(a, -exponentB), 0), new DoubleDouble(Binary64.Scale(b, -exponentB), 0));
        if (x < 0) angle = Pi - angle;
        return Binary64.CopySign(angle.Value, y);
    }

    /// <summary>The angle whose sine is x; NaN beyond 1.</summary>
    public static double Sine(double x)
    {
        double a = Binary64.Abs(x);
        if (!(a >= Tiny)) return x;
        if (a >= 1) return a == 1 ? Binary64.CopySign(HalfPi.Value, x) : Binary64.NaN;
        return Binary64.CopySign(Angle(new DoubleDouble(a, 0), Other(a)).Value, x);
    }

    /// <summary>The angle whose cosine is x; NaN beyond 1.</summary>
    public static double Cosine(double x)
    {
        double a = Binary64.Abs(x);
        if (Binary64.IsNaN(x) || a > 1) return Binary64.IsNaN(x) ? x : Binary64.NaN;
        if (a == 1) return x > 0 ? 0 : Pi.Value;
        if (a < Tiny) return (HalfPi + -x).Value;
        DoubleDouble angle = Angle(Other(a), new DoubleDouble(a, 0));
        return x > 0 ? angle.Value : (Pi - angle).Value;
    }

    // The other leg of the unit triangle, sqrt((1 - a)(1 + a)).
    private static DoubleDouble Other(double a) => DoubleDouble.SquareRoot(DoubleDouble.Sum(1, -a) * DoubleDouble.Sum(1, a));

    // The angle of a point in the first quadrant: turned by a multiple of an eighth until its tangent is below 1/16, then the series.
    private static DoubleDouble Angle(DoubleDouble y, DoubleDouble x)
    {
        if (y.High > x.High) return HalfPi - Angle(x, y);
        int step = (int)(8 * y.High / x.High + 0.5);
        double c = step * 0.125;
        DoubleDouble t = step == 0 ? y / x : (y - x * c) / (x + y * c);
        double z = t.High * t.High;
        double tail = -1.0 / 3 + z * (1.0 / 5 + z * (-1.0 / 7 + z * (1.0 / 9 + z * (-1.0 / 11 + z * (1.0 / 13)))));
        return ArcTangentOfEighths(step) + (t + t.High * z * tail);
    }

    private static DoubleDouble ArcTangentOfEighths(int eighths) => eighths switch
    {
        0 => default,
        1 => new DoubleDouble(0.12435499454676144, -3.1253241424539383e-18),
        2 => new DoubleDouble(0.24497866312686414, 1.0698755618734451e-17),
        3 => new DoubleDouble(0.35877067027057225, -2.4623815582638635e-17),
        4 => new DoubleDouble(0.4636476090008061, 2.2698777452961687e-17),
        5 => new DoubleDouble(0.5585993153435624, -5.4556305485916264e-18),
        6 => new DoubleDouble(0.6435011087932844, 1.5834785051444286e-17),
        7 => new DoubleDouble(0.7188299996216245, -2.1478388444456983e-17),
        _ => new DoubleDouble(0.7853981633974483, 3.061616997868383e-17),
    };
}
