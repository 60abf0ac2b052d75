using System.Runtime.CompilerServices;

namespace System.Numerics;

/// <summary>Bit counting without instructions newer than x86-64's base level.</summary>
public static class BitOperations
{
    private const ulong DeBruijn = 0x03F79D71B4CB0A89;

    private static ReadOnlySpan<byte> DeBruijnIndex =>
    [
        0, 1, 48, 2, 57, 49, 28, 3, 61, 58, 50, 42, 38, 29, 17, 4, 62, 55, 59, 36, 53, 51, 43, 22, 45, 39, 33, 30, 24, 18, 12, 5,
        63, 47, 56, 27, 60, 41, 37, 16, 54, 35, 52, 21, 44, 32, 23, 11, 46, 26, 40, 15, 34, 20, 31, 10, 25, 14, 19, 9, 13, 8, 7, 6,
    ];

    [Intrinsic]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TrailingZeroCount(ulong value) => value == 0 ? 64 : DeBruijnIndex[(int)(((value & (0 - value)) * DeBruijn) >> 58)];

    [Intrinsic]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TrailingZeroCount(uint value) => value == 0 ? 32 : TrailingZeroCount((ulong)value);

    [Intrinsic]
    public static int LeadingZeroCount(ulong value) => value == 0 ? 64 : 63 - Log2(value);

    [Intrinsic]
    public static int LeadingZeroCount(uint value) => value == 0 ? 32 : 31 - Log2(value);

    public static int Log2(uint value) => Log2((ulong)value);

    public static int Log2(ulong value)
    {
        int result = 0;
        if (value >> 32 != 0) { result += 32; value >>= 32; }
        if (value >> 16 != 0) { result += 16; value >>= 16; }
        if (value >> 8 != 0) { result += 8; value >>= 8; }
        if (value >> 4 != 0) { result += 4; value >>= 4; }
        if (value >> 2 != 0) { result += 2; value >>= 2; }
        return result + (int)(value >> 1);
    }

    [Intrinsic]
    public static int PopCount(ulong value)
    {
        value -= (value >> 1) & 0x5555555555555555;
        value = (value & 0x3333333333333333) + ((value >> 2) & 0x3333333333333333);
        value = (value + (value >> 4)) & 0x0F0F0F0F0F0F0F0F;
        return (int)((value * 0x0101010101010101) >> 56);
    }

    [Intrinsic]
    public static int PopCount(uint value) => PopCount((ulong)value);

    public static bool IsPow2(ulong value) => value != 0 && (value & (value - 1)) == 0;

    public static bool IsPow2(uint value) => IsPow2((ulong)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong RotateLeft(ulong value, int offset) => (value << offset) | (value >> (64 - offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RotateLeft(uint value, int offset) => (value << offset) | (value >> (32 - offset));
}
