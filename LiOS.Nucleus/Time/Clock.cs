using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Time;

/// <summary>Time by the time-stamp counter, measured at boot.</summary>
internal static class Clock
{
    private const int FractionBits = 32;
    private const ulong Second = 1_000_000_000;

    /// <summary>Frequency of the time-stamp counter in hertz.</summary>
    public static ulong Frequency { get; private set; }

    /// <summary>The time-stamp counter at boot.</summary>
    public static ulong Start { get; private set; }

    /// <summary>Nanoseconds per tick, times 2^32.</summary>
    public static ulong Scale { get; private set; }

    /// <summary>Nanoseconds from 1970-01-01 UTC to boot.</summary>
    public static long RealTimeAtStart { get; private set; }

    /// <summary>Nanoseconds since boot; never goes back.</summary>
    public static ulong Nanoseconds => ToNanoseconds(Cpu.ReadTimestamp() - Start);

    /// <summary>Time-stamp ticks as nanoseconds.</summary>
    public static ulong ToNanoseconds(ulong ticks)
    {
        ulong high = System.Math.BigMul(ticks, Scale, out ulong low);
        return (high << FractionBits) | (low >> FractionBits);
    }

    /// <summary>Nanoseconds since 1970-01-01 UTC.</summary>
    public static long RealTimeNanoseconds => RealTimeAtStart + (long)Nanoseconds;

    /// <summary>The time-stamp counter's value after a time, rounded up.</summary>
    /// <param name="nanoseconds">At most a day.</param>
    public static ulong TimestampAfter(ulong nanoseconds) =>
        Cpu.ReadTimestamp() + (nanoseconds / Second * Frequency) + (((nanoseconds % Second * Frequency) + Second - 1) / Second);

    /// <summary>Measures the counter, and starts at the real-time clock's time.</summary>
    public static void Initialize()
    {
        Frequency = Calibration.Measure();
        if (Frequency == 0) Diagnostics.Panic.Fail("there is no timer, or the time-stamp counter does not count");
        Scale = (Second << FractionBits) / Frequency;
        Start = Cpu.ReadTimestamp();
        RealTimeAtStart = RealTimeClock.ReadSeconds() * (long)Second;
    }
}
