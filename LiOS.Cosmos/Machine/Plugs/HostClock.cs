using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Time;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>The time as Cosmos and .NET ask for it. Cosmos's own milliseconds count calls, and its measurement of the counter may be off by a factor.</summary>
public static class HostClock
{
    private const ulong MillisecondsPerSecond = 1000;

    /// <summary>How often Cosmos has asked.</summary>
    internal static ulong Readings { get; private set; }

    /// <summary>Frequency of the time-stamp counter in hertz.</summary>
    public static long Frequency()
    {
        Readings++;
        return (long)Calibration.Measure();
    }

    /// <summary>Milliseconds since the processor was switched on.</summary>
    public static long Milliseconds()
    {
        Readings++;
        ulong frequency = Calibration.Measure(), ticks = Cpu.ReadTimestamp();
        return (long)((ticks / frequency * MillisecondsPerSecond) + (ticks % frequency * MillisecondsPerSecond / frequency));
    }

    /// <summary>The firmware's clock, which cannot be asked.</summary>
    public static bool TryReadFirmware(out long ticks)
    {
        Readings++;
        ticks = 0;
        return false;
    }
}
