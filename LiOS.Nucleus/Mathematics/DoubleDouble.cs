using System;
using System.Runtime.CompilerServices;

namespace LiOS.Nucleus.Mathematics;

/// <summary>
/// A number kept as the unevaluated sum of two doubles, about 106 bits. The exact sum of two doubles is Knuth's
/// (The Art of Computer Programming, volume 2, 4.2.2, theorem B), the exact product Dekker's (Numerische Mathematik 18, 1971).
/// No operation here may overflow or meet subnormal numbers: callers scale first.
/// </summary>
internal readonly struct DoubleDouble
{
    /// <summary>The number, rounded to double.</summary>
    public readonly double High;

    /// <summary>What is missing from <see cref="High"/>, at most half a unit in its last place.</summary>
    public readonly double Low;

    /// <summary>Makes a number from parts that are already in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DoubleDouble(double high, double low)
    {
        High = high;
        Low = low;
    }

    /// <summary>The number, rounded once.</summary>
    public double Value => High + Low;

    /// <summary>a + b, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble Sum(double a, double b)
    {
        double sum = a + b;
        double part = sum - a;
        return new DoubleDouble(sum, (a - (sum - part)) + (b - part));
    }

    /// <summary>a + b, exactly, where |a| is at least |b| or a is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble SumOrdered(double a, double b)
    {
        double sum = a + b;
        return new DoubleDouble(sum, b - (sum - a));
    }

    /// <summary>a * b, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble Product(double a, double b)
    {
        double product = a * b;
        double a1 = Upper(a), b1 = Upper(b);
        double a2 = a - a1, b2 = b - b1;
        return new DoubleDouble(product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2);
    }

    /// <summary>Sum, with an error below 2^-104 of the larger operand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble high = Sum(a.High, b.High);
        DoubleDouble low = Sum(a.Low, b.Low);
        DoubleDouble middle = SumOrdered(high.High, high.Low + low.High);
        return SumOrdered(middle.High, middle.Low + low.Low);
    }

    /// <summary>Sum with a double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator +(DoubleDouble a, double b)
    {
        DoubleDouble high = Sum(a.High, b);
        return SumOrdered(high.High, high.Low + a.Low);
    }

    /// <summary>The number with the other sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator -(DoubleDouble a) => new(-a.High, -a.Low);

    /// <summary>Difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    /// <summary>Product, with a relative error below 2^-101.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        DoubleDouble product = Product(a.High, b.High);
        return SumOrdered(product.High, product.Low + (a.High * b.Low + a.Low * b.High));
    }

    /// <summary>Product with a double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator *(DoubleDouble a, double b)
    {
        DoubleDouble product = Product(a.High, b);
        return SumOrdered(product.High, product.Low + a.Low * b);
    }

    /// <summary>Quotient, with a relative error below 2^-100.</summary>
    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        double quotient = a.High / b.High;
        DoubleDouble product = Product(quotient, b.High);
        double rest = ((a.High - product.High) - product.Low) + (a.Low - quotient * b.Low);
        return SumOrdered(quotient, rest / b.High);
    }

    /// <summary>Multiplies by a power of two; exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DoubleDouble Times(double powerOfTwo) => new(High * powerOfTwo, Low * powerOfTwo);

    /// <summary>Square root of a positive number.</summary>
    public static DoubleDouble SquareRoot(DoubleDouble a)
    {
        double root = Math.Sqrt(a.High);
        DoubleDouble square = Product(root, root);
        double rest = ((a.High - square.High) - square.Low) + a.Low;
        return SumOrdered(root, rest / (2 * root));
    }

    // The upper 26 bits, rounded, so that what is left also fits 26 bits and partial products are exact.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Upper(double a) => Binary64.FromBits((Binary64.Bits(a) + (1UL << 26)) & ~((1UL << 27) - 1));
}
