using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>From floating point to whole numbers as .NET defines it: rounded towards zero, the nearest number where it does not fit, 0 for what is none.</summary>
public static class NumberConversion
{
    // The least powers of two that do not fit.
    private const double AboveInt32 = 2147483648.0, AboveInt64 = 9223372036854775808.0, AboveUInt64 = 18446744073709551616.0;

    /// <summary>How often a number has been converted.</summary>
    internal static ulong Calls { get; private set; }

    /// <summary>To a signed 32-bit number.</summary>
    public static int ToInt32(double value)
    {
        Calls++;
        return value >= AboveInt32 ? int.MaxValue : value < -AboveInt32 ? int.MinValue : double.IsNaN(value) ? 0
            : Sse2.ConvertToInt32WithTruncation(Vector128.CreateScalarUnsafe(value));
    }

    /// <summary>To a signed 64-bit number.</summary>
    public static long ToInt64(double value)
    {
        Calls++;
        return value >= AboveInt64 ? long.MaxValue : value < -AboveInt64 ? long.MinValue : double.IsNaN(value) ? 0
            : Sse2.X64.ConvertToInt64WithTruncation(Vector128.CreateScalarUnsafe(value));
    }

    /// <summary>To an unsigned 32-bit number.</summary>
    public static uint ToUInt32(double value) => !(value > 0) ? 0 : value > uint.MaxValue ? uint.MaxValue : (uint)ToInt64(value);

    /// <summary>To an unsigned 64-bit number.</summary>
    public static ulong ToUInt64(double value) =>
        !(value > 0) ? 0 : value >= AboveUInt64 ? ulong.MaxValue : value < AboveInt64 ? (ulong)ToInt64(value) : (ulong)ToInt64(value - AboveInt64) | (1UL << 63);
}
