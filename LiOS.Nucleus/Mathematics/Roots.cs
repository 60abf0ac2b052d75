namespace LiOS.Nucleus.Mathematics;

/// <summary>Cube roots and the length of a vector.</summary>
internal static class Roots
{
    /// <summary>Cube root.</summary>
    public static double CubeRoot(double x)
    {
        if (x == 0 || !Binary64.IsFinite(x)) return x + x;
        int exponent = Binary64.Split(x, out ulong significand);
        int rest = exponent % 3;
        if (rest < 0) rest += 3;
        double m = Binary64.FromBits((significand & Binary64.FractionMask) | ((ulong)(Binary64.Bias + rest) << 52));

        // A third of the logarithm, read off the exponent, is within 6 %; Halley's iteration triples the correct bits.
        double root = Binary64.FromBits(Binary64.Bits(m) / 3 + 0x2A9F_5CC6_2CB0_F9E1);
        for (int i = 0; i < 3; i++)
        {
            double cube = root * root * root;
            root *= (cube + 2 * m) / (2 * cube + m);
        }

        DoubleDouble exactCube = DoubleDouble.Product(root, root) * root;
        root -= ((exactCube.High - m) + exactCube.Low) / (3 * root * root);
        return Binary64.CopySign(Binary64.Scale(root, (exponent - rest) / 3), x);
    }

    /// <summary>sqrt(x*x + y*y) without overflow on the way; infinite when either is, even beside NaN (C99 F.9.4.3).</summary>
    public static double Hypotenuse(double x, double y)
    {
        double a = Binary64.Abs(x), b = Binary64.Abs(y);
        if (a == Binary64.Infinity || b == Binary64.Infinity) return Binary64.Infinity;
        if (Binary64.IsNaN(x) || Binary64.IsNaN(y)) return Binary64.NaN;
        double large = a < b ? b : a, small = a < b ? a : b;
        if (small == 0) return large;

        int exponent = Binary64.Exponent(large);
        if (exponent - Binary64.Exponent(small) > 60) return large + small;
        large = Binary64.Scale(large, -exponent);
        small = Binary64.Scale(small, -exponent);
        DoubleDouble sum = DoubleDouble.Product(large, large) + DoubleDouble.Product(small, small);
        return Binary64.Scale(DoubleDouble.SquareRoot(sum).Value, exponent);
    }
}
