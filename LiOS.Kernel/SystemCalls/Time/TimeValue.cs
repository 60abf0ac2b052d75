using System.Runtime.InteropServices;

namespace LiOS.Kernel.SystemCalls.Time;

/// <summary>struct timespec or struct timeval: seconds, and nanoseconds or microseconds.</summary>
/// <param name="Seconds">Whole seconds.</param>
/// <param name="Fraction">The rest: nanoseconds (timespec) or microseconds (timeval).</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TimeValue(long Seconds, long Fraction)
{
    private const long NanosecondsPerSecond = 1_000_000_000, NanosecondsPerMicrosecond = 1000, MicrosecondsPerSecond = 1_000_000;

    /// <summary>Nanoseconds as a timespec; they are not negative.</summary>
    public static TimeValue FromNanoseconds(long nanoseconds) => new(nanoseconds / NanosecondsPerSecond, nanoseconds % NanosecondsPerSecond);

    /// <summary>Nanoseconds as a timeval.</summary>
    public static TimeValue InMicroseconds(long nanoseconds) => new(nanoseconds / NanosecondsPerSecond, nanoseconds % NanosecondsPerSecond / NanosecondsPerMicrosecond);

    /// <summary>A timespec as nanoseconds; what they cannot count becomes the largest number.</summary>
    /// <returns>False when it is negative or its fraction is out of range.</returns>
    public bool TryGetNanoseconds(out long nanoseconds) => TryConvert(NanosecondsPerSecond, 1, out nanoseconds);

    /// <summary>A timeval as nanoseconds.</summary>
    /// <returns>False when it is negative or its fraction is out of range.</returns>
    public bool TryGetFromMicroseconds(out long nanoseconds) => TryConvert(MicrosecondsPerSecond, NanosecondsPerMicrosecond, out nanoseconds);

    private bool TryConvert(long fractionsPerSecond, long nanosecondsPerFraction, out long nanoseconds)
    {
        nanoseconds = 0;
        if (Seconds < 0 || (ulong)Fraction >= (ulong)fractionsPerSecond) return false;
        nanoseconds = Seconds >= long.MaxValue / NanosecondsPerSecond ? long.MaxValue : (Seconds * NanosecondsPerSecond) + (Fraction * nanosecondsPerFraction);
        return true;
    }
}
