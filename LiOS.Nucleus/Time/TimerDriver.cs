namespace LiOS.Nucleus.Time;

/// <summary>What every timer can do. Times are nanoseconds; called with interrupts off.</summary>
internal unsafe struct TimerDriver
{
    /// <summary>The longest time one shot can measure.</summary>
    public ulong LongestShot;

    /// <summary>Asks for one interrupt after a time, never before it; a former request is forgotten.</summary>
    public delegate*<ulong, void> StartOneShot;

    /// <summary>Asks for an interrupt at the end of every period of this length.</summary>
    public delegate*<ulong, void> StartPeriodic;

    /// <summary>Asks for no interrupt any more.</summary>
    public delegate*<void> Stop;
}
