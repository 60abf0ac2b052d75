using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Time;

/// <summary>Time by the time-stamp counter, measured against the PIT at boot.</summary>
internal static class Clock
{
    private const int FractionBits = 32;
    private const ushort MeasurePeriods = 23_864;

    private static ulong s_start, s_scale;
    private static long s_realTimeAtStart;

    /// <summary>Frequency of the time-stamp counter in hertz.</summary>
    public static ulong Frequency { get; private set; }

    /// <summary>Nanoseconds since boot; never goes back.</summary>
    public static ulong Nanoseconds => ToNanoseconds(Cpu.ReadTimestamp() - s_start);

    /// <summary>Time-stamp ticks as nanoseconds.</summary>
    public static ulong ToNanoseconds(ulong ticks)
    {
        ulong high = System.Math.BigMul(ticks, s_scale, out ulong low);
        return (high << FractionBits) | (low >> FractionBits);
    }

    /// <summary>Nanoseconds since 1970-01-01 UTC.</summary>
    public static long RealTimeNanoseconds => s_realTimeAtStart + (long)Nanoseconds;

    /// <summary>Measures the counter over two periods of about 20 ms and takes the shorter: a delayed reading only makes one longer.</summary>
    public static void Initialize()
    {
        ulong first = Pit.MeasureTimestamp(MeasurePeriods);
        ulong second = Pit.MeasureTimestamp(MeasurePeriods);
        ulong ticks = first < second ? first : second;
        Frequency = ticks * Pit.Frequency / MeasurePeriods;
        if (Frequency == 0) Diagnostics.Panic.Fail("the interval timer or the time-stamp counter does not count");
        s_scale = (1_000_000_000UL << FractionBits) / Frequency;
        s_start = Cpu.ReadTimestamp();
        s_realTimeAtStart = RealTimeClock.ReadSeconds() * 1_000_000_000;
    }
}
