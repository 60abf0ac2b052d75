using System;

namespace LiOS.Nucleus.Mathematics;

/// <summary>Subtracts multiples of pi/2 from an angle without losing digits.</summary>
internal static class AngleReduction
{
    // 64 zero bits and then the first 1216 bits of 2/pi: enough for the largest double and 130 bits behind it.
    private static ReadOnlySpan<byte> TwoOverPi =>
    [
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0xA2, 0xF9, 0x83, 0x6E, 0x4E, 0x44, 0x15, 0x29, 0xFC, 0x27, 0x57, 0xD1, 0xF5, 0x34, 0xDD, 0xC0,
        0xDB, 0x62, 0x95, 0x99, 0x3C, 0x43, 0x90, 0x41, 0xFE, 0x51, 0x63, 0xAB, 0xDE, 0xBB, 0xC5, 0x61,
        0xB7, 0x24, 0x6E, 0x3A, 0x42, 0x4D, 0xD2, 0xE0, 0x06, 0x49, 0x2E, 0xEA, 0x09, 0xD1, 0x92, 0x1C,
        0xFE, 0x1D, 0xEB, 0x1C, 0xB1, 0x29, 0xA7, 0x3E, 0xE8, 0x82, 0x35, 0xF5, 0x2E, 0xBB, 0x44, 0x84,
        0xE9, 0x9C, 0x70, 0x26, 0xB4, 0x5F, 0x7E, 0x41, 0x39, 0x91, 0xD6, 0x39, 0x83, 0x53, 0x39, 0xF4,
        0x9C, 0x84, 0x5F, 0x8B, 0xBD, 0xF9, 0x28, 0x3B, 0x1F, 0xF8, 0x97, 0xFF, 0xDE, 0x05, 0x98, 0x0F,
        0xEF, 0x2F, 0x11, 0x8B, 0x5A, 0x0A, 0x6D, 0x1F, 0x6D, 0x36, 0x7E, 0xCF, 0x27, 0xCB, 0x09, 0xB7,
        0x4F, 0x46, 0x3F, 0x66, 0x9E, 0x5F, 0xEA, 0x2D, 0x75, 0x27, 0xBA, 0xC7, 0xEB, 0xE5, 0xF1, 0x7B,
        0x3D, 0x07, 0x39, 0xF7, 0x8A, 0x52, 0x92, 0xEA, 0x6B, 0xFB, 0x5F, 0xB1, 0x1F, 0x8D, 0x5D, 0x08,
        0x56, 0x03, 0x30, 0x46, 0xFC, 0x7B, 0x6B, 0xAB,
    ];

    private const double QuarterPi = 0.7853981633974483;

    /// <summary>Brings an angle into -pi/4 to pi/4.</summary>
    /// <param name="x">Finite.</param>
    /// <param name="quadrant">How many times pi/2 was subtracted; only its lowest two bits count.</param>
    public static DoubleDouble Reduce(double x, out int quadrant)
    {
        quadrant = 0;
        double a = Binary64.Abs(x);
        if (a <= QuarterPi) return new DoubleDouble(x, 0);
        DoubleDouble y = a < 1 << 20 ? Subtract(a, out quadrant) : Multiply(a, out quadrant);
        if (x > 0) return y;
        quadrant = -quadrant;
        return -y;
    }

    // Cody and Waite: pi/2 in parts of 33 bits, whose products with the multiple are exact.
    private static DoubleDouble Subtract(double a, out int quadrant)
    {
        int n = (int)(a * 0.6366197723675814 + 0.5);
        quadrant = n;
        DoubleDouble y = DoubleDouble.Sum(a - n * 1.5707963267341256, n * -6.077100506303966e-11);
        y += n * -2.0222662487111665e-21;
        return y + n * -8.4784276603689e-32;
    }

    // Payne and Hanek: multiply by just those bits of 2/pi that decide the result modulo 4 and its first 130 bits or more.
    private static DoubleDouble Multiply(double a, out int quadrant)
    {
        int exponent = Binary64.Split(a, out ulong significand) - 52;
        int start = 62 + exponent;
        ulong top = Bits(start), middle = Bits(start + 64), bottom = Bits(start + 128);

        // The first bit weighs 2 before the multiplication, so bit 192 of the product and all above are multiples of 4.
        Unsigned128 low = Unsigned128.Product(significand, bottom);
        Unsigned128 high = Unsigned128.Product(significand, middle) + new Unsigned128(significand * top, 0);
        high += new Unsigned128(0, low.High);
        quadrant = (int)(high.High >> 62);
        Unsigned128 fraction = new((high.High << 2) | (high.Low >> 62), (high.Low << 2) | (low.Low >> 62));
        ulong rest = low.Low << 2;

        bool isNegative = fraction.High >> 63 != 0;
        if (isNegative)
        {
            quadrant++;
            fraction = new Unsigned128(~fraction.High, ~fraction.Low);
            rest = ~rest;
        }

        // No double comes closer to a multiple of pi/2 than 2^-62 or so: shift the leading zeros out before rounding.
        int zeros = fraction.LeadingZeros;
        Unsigned128 digits = fraction << zeros;
        if (zeros != 0) digits += zeros >= 64 ? new Unsigned128(rest >> (128 - zeros), rest << (zeros - 64)) : new Unsigned128(0, rest >> (64 - zeros));
        double upper = digits.High >> 11;
        double lower = ((digits.High & 0x7FF) << 42) | (digits.Low >> 22);
        DoubleDouble turns = DoubleDouble.SumOrdered(upper, lower * Binary64.PowerOfTwo(-53));
        DoubleDouble angle = turns.Times(Binary64.PowerOfTwo(-53 - zeros)) * new DoubleDouble(1.5707963267948966, 6.123233995736766e-17);
        return isNegative ? -angle : angle;
    }

    // 64 bits of the table from a bit offset on.
    private static ulong Bits(int offset)
    {
        int index = offset >> 3, shift = offset & 7;
        ulong value = 0;
        for (int i = 0; i < 8; i++) value = (value << 8) | TwoOverPi[index + i];
        return shift == 0 ? value : (value << shift) | ((ulong)TwoOverPi[index + 8] >> (8 - shift));
    }
}
