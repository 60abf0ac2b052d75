namespace LiOS.Nucleus.Time;

/// <summary>Measures the time-stamp counter, once, by the interval timer's second channel, which Cosmos does not use.</summary>
internal static class Calibration
{
    /// <summary>About 20 ms.</summary>
    private const ushort Window = 23_864;

    private static ulong s_frequency;

    /// <summary>Measures, or tells what has been measured. Called as soon as Cosmos wants to know, before there is a collector.</summary>
    /// <returns>Frequency of the time-stamp counter in hertz; 0 when there is nothing to measure it with.</returns>
    public static ulong Measure()
    {
        if (s_frequency != 0) return s_frequency;
        // Of two windows the shorter counts: a delayed reading only makes one longer.
        if (!Pit.TryMeasure(Window, out ulong first) || !Pit.TryMeasure(Window, out ulong second)) return 0;
        return s_frequency = (first < second ? first : second) * Pit.Frequency / Window;
    }
}
