namespace LiOS.Kernel.Processes.Timers;

/// <summary>The periods of a timer that rests while nobody asks for it.</summary>
internal static class Periods
{
    /// <summary>Moves a deadline that has come behind the present.</summary>
    /// <param name="deadline">When the timer expired first, in nanoseconds; receives when it expires next, at most <see cref="long.MaxValue"/>.</param>
    /// <param name="interval">Nanoseconds from one expiration to the next, more than 0.</param>
    /// <param name="now">The present, not before the deadline.</param>
    /// <returns>Expirations since the first one, which is not counted.</returns>
    public static ulong Pass(ref long deadline, long interval, long now)
    {
        // Nothing overflows: the sum lies less than one period behind the present.
        ulong passed = unchecked((ulong)(now - deadline)) / (ulong)interval;
        long last = unchecked(deadline + (long)(passed * (ulong)interval));
        deadline = last > long.MaxValue - interval ? long.MaxValue : last + interval;
        return passed;
    }
}
