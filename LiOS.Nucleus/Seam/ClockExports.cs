using System.Runtime;
using LiOS.Nucleus.Time;

namespace LiOS.Nucleus.Seam;

/// <summary>The seam's clocks.</summary>
internal static class ClockExports
{
    [RuntimeExport("LiosTimestampFrequency")]
    private static ulong GetTimestampFrequency() => Clock.Frequency;

    [RuntimeExport("LiosMonotonicNanoseconds")]
    private static ulong GetMonotonicNanoseconds() => Clock.Nanoseconds;

    [RuntimeExport("LiosRealTimeNanoseconds")]
    private static long GetRealTimeNanoseconds() => Clock.RealTimeNanoseconds;
}
