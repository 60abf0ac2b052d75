namespace LiOS.Nucleus.Mathematics;

/// <summary>
/// The bits of a double (IEEE 754-2008 section 3.4, binary64): sign 1, exponent 11 (biased by 1023), significand 52 bits.
/// </summary>
internal static unsafe class Binary64
{
    /// <summary>Positive infinity.</summary>
    public const double Infinity = 1.0 / 0.0;

    /// <summary>The sign bit.</summary>
    public const ulong SignMask = 1UL << 63;

    /// <summary>The stored 52 bits of the significand.</summary>
    public const ulong FractionMask = (1UL << 52) - 1;

    /// <summary>What is added to an exponent before it is stored.</summary>
    public const int Bias = 1023;

    /// <summary>The quiet NaN with a clear sign.</summary>
    public static double NaN => FromBits(0x7FF8_0000_0000_0000);

    /// <summary>The bits of a value.</summary>
    public static ulong Bits(double value) => *(ulong*)&value;

    /// <summary>The value of bits.</summary>
    public static double FromBits(ulong bits) => *(double*)&bits;

    /// <summary>The magnitude; also of NaN and of negative zero.</summary>
    public static double Abs(double value) => FromBits(Bits(value) & ~SignMask);

    /// <summary>A magnitude with the sign of another value.</summary>
    public static double CopySign(double magnitude, double sign) => FromBits((Bits(magnitude) & ~SignMask) | (Bits(sign) & SignMask));

    /// <summary>Whether the sign bit is set; true for negative zero.</summary>
    public static bool IsNegative(double value) => (Bits(value) & SignMask) != 0;

    /// <summary>Whether a value is neither infinite nor NaN.</summary>
    public static bool IsFinite(double value) => (Bits(value) & ~SignMask) < 0x7FF0_0000_0000_0000;

    /// <summary>Whether a value is plus or minus infinity.</summary>
    public static bool IsInfinity(double value) => (Bits(value) & ~SignMask) == 0x7FF0_0000_0000_0000;

    /// <summary>Whether a value is not a number.</summary>
    public static bool IsNaN(double value) => (Bits(value) & ~SignMask) > 0x7FF0_0000_0000_0000;

    /// <summary>2 to a power.</summary>
    /// <param name="exponent">-1022 to 1023.</param>
    public static double PowerOfTwo(int exponent) => FromBits((ulong)(exponent + Bias) << 52);

    /// <summary>Takes a finite non-zero value apart: |value| = significand * 2^(exponent - 52).</summary>
    /// <param name="value">Finite and not zero; subnormal values are normalised.</param>
    /// <param name="significand">2^52 up to 2^53 - 1.</param>
    /// <returns>The exponent, -1074 to 1023.</returns>
    public static int Split(double value, out ulong significand)
    {
        ulong bits = Bits(value) & ~SignMask;
        int exponent = (int)(bits >> 52);
        significand = bits & FractionMask;
        if (exponent != 0)
        {
            significand |= 1UL << 52;
            return exponent - Bias;
        }

        exponent = 1;
        while (significand >> 52 == 0)
        {
            significand <<= 1;
            exponent--;
        }

        return exponent - Bias;
    }

    /// <summary>
    /// Rounds a magnitude to the nearest double, ties to even, once, whether the result is normal, subnormal or infinite.
    /// </summary>
    /// <param name="sign">The sign bit in place, or 0.</param>
    /// <param name="exponent">Exponent of the top bit.</param>
    /// <param name="significand">Bit 63 is set; bit 0 is also set when bits were lost below it.</param>
    public static double Compose(ulong sign, int exponent, ulong significand)
    {
        if (exponent > Bias) return FromBits(sign | 0x7FF0_0000_0000_0000);

        // A subnormal result keeps fewer bits: its last place is 2^-1074 whatever the exponent.
        int dropped = exponent >= -1022 ? 11 : 11 - 1022 - exponent;
        if (dropped > 64) return FromBits(sign);
        ulong kept = dropped == 64 ? 0 : significand >> dropped;
        ulong half = 1UL << (dropped - 1);
        ulong rest = dropped == 64 ? significand : significand & ((half << 1) - 1);
        if (rest > half || (rest == half && (kept & 1) != 0)) kept++;

        // The hidden bit and a carry out of the significand both end up in the exponent field, where they belong.
        ulong biased = exponent >= -1022 ? (ulong)(exponent + Bias - 1) : 0;
        return FromBits(sign | ((biased << 52) + kept));
    }

    /// <summary>value * 2^power, rounded once (scalbn, C99 7.12.6.13).</summary>
    public static double Scale(double value, int power)
    {
        if (value == 0 || !IsFinite(value)) return value;
        int stored = (int)(Bits(value) >> 52) & 0x7FF;
        if (power is > -2200 and < 2200 && stored != 0 && stored + power is > 0 and < 0x7FF) return FromBits(Bits(value) + ((ulong)(long)power << 52));

        int exponent = Split(value, out ulong significand);
        int limited = power < -4000 ? -4000 : power > 4000 ? 4000 : power;
        return Compose(Bits(value) & SignMask, exponent + limited, significand << 11);
    }

    /// <summary>The exponent of a value (ilogb): the smallest int for zero, the largest for infinity and NaN, as Microsoft's C runtime has it.</summary>
    public static int Exponent(double value)
    {
        if (value == 0) return int.MinValue;
        return IsFinite(value) ? Split(value, out _) : int.MaxValue;
    }
}
