using System.Numerics;

namespace LiOS.Nucleus.Mathematics;

/// <summary>The few 128-bit operations that exact arithmetic needs.</summary>
internal readonly struct Unsigned128
{
    /// <summary>Bits 64 to 127.</summary>
    public readonly ulong High;

    /// <summary>Bits 0 to 63.</summary>
    public readonly ulong Low;

    /// <summary>Makes a number of its halves.</summary>
    public Unsigned128(ulong high, ulong low)
    {
        High = high;
        Low = low;
    }

    /// <summary>Whether all bits are clear.</summary>
    public bool IsZero => (High | Low) == 0;

    /// <summary>The full product.</summary>
    public static Unsigned128 Product(ulong a, ulong b)
    {
        ulong a0 = (uint)a, a1 = a >> 32, b0 = (uint)b, b1 = b >> 32;
        ulong low = a0 * b0;
        ulong middle = a1 * b0 + (low >> 32);
        ulong other = a0 * b1 + (uint)middle;
        return new Unsigned128(a1 * b1 + (middle >> 32) + (other >> 32), (other << 32) | (uint)low);
    }

    /// <summary>Sum, modulo 2^128.</summary>
    public static Unsigned128 operator +(Unsigned128 a, Unsigned128 b)
    {
        ulong low = a.Low + b.Low;
        return new Unsigned128(a.High + b.High + (low < a.Low ? 1UL : 0UL), low);
    }

    /// <summary>Difference, modulo 2^128.</summary>
    public static Unsigned128 operator -(Unsigned128 a, Unsigned128 b) =>
        new(a.High - b.High - (a.Low < b.Low ? 1UL : 0UL), a.Low - b.Low);

    /// <summary>Whether a is smaller than b.</summary>
    public static bool operator <(Unsigned128 a, Unsigned128 b) => a.High < b.High || (a.High == b.High && a.Low < b.Low);

    /// <summary>Whether a is larger than b.</summary>
    public static bool operator >(Unsigned128 a, Unsigned128 b) => b < a;

    /// <summary>Shifts left.</summary>
    /// <param name="a">The number.</param>
    /// <param name="count">0 to 127.</param>
    public static Unsigned128 operator <<(Unsigned128 a, int count)
    {
        if (count == 0) return a;
        return count >= 64 ? new Unsigned128(a.Low << (count - 64), 0) : new Unsigned128((a.High << count) | (a.Low >> (64 - count)), a.Low << count);
    }

    /// <summary>Shifts right; bit 0 of the result is also set when a bit that was set fell out.</summary>
    /// <param name="count">0 or more.</param>
    public Unsigned128 ShiftRightSticky(int count)
    {
        if (count == 0) return this;
        if (count >= 128) return new Unsigned128(0, IsZero ? 0UL : 1UL);
        if (count >= 64)
        {
            int rest = count - 64;
            ulong lostHigh = rest == 0 ? 0 : High << (64 - rest);
            return new Unsigned128(0, (High >> rest) | ((lostHigh | Low) != 0 ? 1UL : 0UL));
        }

        ulong low = (Low >> count) | (High << (64 - count));
        return new Unsigned128(High >> count, low | (Low << (64 - count) != 0 ? 1UL : 0UL));
    }

    /// <summary>Zero bits above the highest set one; 128 for zero.</summary>
    public int LeadingZeros => High != 0 ? BitOperations.LeadingZeroCount(High) : 64 + BitOperations.LeadingZeroCount(Low);
}
