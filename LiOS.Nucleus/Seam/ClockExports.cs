using System.Runtime;
using LiOS.Nucleus.Time;

namespace LiOS.Nucleus.Seam;

/// <summary>The seam's clocks, and the library that programs read them with.</summary>
internal static unsafe class ClockExports
{
    [RuntimeExport("LiosTimestampFrequency")]
    private static ulong GetTimestampFrequency() => Clock.Frequency;

    [RuntimeExport("LiosMonotonicNanoseconds")]
    private static ulong GetMonotonicNanoseconds() => Clock.Nanoseconds;

    [RuntimeExport("LiosRealTimeNanoseconds")]
    private static long GetRealTimeNanoseconds() => Clock.RealTimeNanoseconds;

    /// <summary>Writes the frame numbers of the clock page and of the clock library's image.</summary>
    [RuntimeExport("LiosClockLibrary")]
    private static void GetClockLibrary(ulong* frames)
    {
        frames[0] = ClockLibrary.ClockLibrary.ClockFrame.Number;
        frames[1] = ClockLibrary.ClockLibrary.ImageFrame.Number;
    }
}
