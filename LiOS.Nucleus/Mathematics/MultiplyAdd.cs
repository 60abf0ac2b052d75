namespace LiOS.Nucleus.Mathematics;

/// <summary>x * y + z with a single rounding, by integer arithmetic: processors without FMA must give the same sums.</summary>
internal static class MultiplyAdd
{
    /// <summary>x * y + z, rounded once to double.</summary>
    public static double Fused(double x, double y, double z)
    {
        // Whenever zero, infinity or NaN is involved the plain expression rounds at most once and has the right special value.
        if (!Binary64.IsFinite(x) || !Binary64.IsFinite(y)) return x * y + z;
        if (!Binary64.IsFinite(z)) return z;
        if (x == 0 || y == 0) return x * y + z;

        int productExponent = Binary64.Split(x, out ulong a) + Binary64.Split(y, out ulong b) - 104;
        ulong productSign = (Binary64.Bits(x) ^ Binary64.Bits(y)) & Binary64.SignMask;
        Unsigned128 product = Unsigned128.Product(a, b) << 20;
        int exponent = productExponent - 20;
        if (z == 0) return Pack(productSign, exponent, product);

        // Both now have their top bit at 125 or 124: room for a carry above, guard bits below.
        int addendExponent = Binary64.Split(z, out ulong c) - 52 - 73;
        ulong addendSign = Binary64.Bits(z) & Binary64.SignMask;
        Unsigned128 addend = new Unsigned128(0, c) << 73;
        if (exponent >= addendExponent)
        {
            addend = addend.ShiftRightSticky(exponent - addendExponent);
        }
        else
        {
            product = product.ShiftRightSticky(addendExponent - exponent);
            exponent = addendExponent;
        }

        if (productSign == addendSign) return Pack(productSign, exponent, product + addend);
        return product > addend ? Pack(productSign, exponent, product - addend) : Pack(addendSign, exponent, addend - product);
    }

    /// <summary>x * y + z, rounded once to float.</summary>
    public static float Fused(float x, float y, float z)
    {
        // The product of two floats is exact in double; the sum is rounded to odd there, so that rounding it again to float is harmless.
        double product = (double)x * y;
        DoubleDouble sum = DoubleDouble.Sum(product, z);
        if (!Binary64.IsFinite(sum.High) || sum.Low == 0 || (Binary64.Bits(sum.High) & 1) != 0) return (float)sum.High;
        bool isMore = (sum.Low > 0) == (sum.High > 0);
        return (float)Binary64.FromBits(Binary64.Bits(sum.High) + (isMore ? 1UL : ulong.MaxValue));
    }

    private static double Pack(ulong sign, int exponent, Unsigned128 value)
    {
        if (value.IsZero) return 0;
        int zeros = value.LeadingZeros;
        Unsigned128 top = value << zeros;
        return Binary64.Compose(sign, exponent + 127 - zeros, top.High | (top.Low != 0 ? 1UL : 0UL));
    }
}
