using Cosmos.Build.API.Attributes;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>
/// Replaces what .NET's Stopwatch counts. Cosmos gives the time-stamp counter's ticks, but the frequency is a field, which no plug reaches: it
/// stays .NET's own for Unix, nanoseconds. All that Cosmos times by it, sleeps too, would be over too early by the counter's gigahertz.
/// </summary>
[Plug("System.Diagnostics.Stopwatch")]
public static class StopwatchPlug
{
    /// <summary>Nanoseconds.</summary>
    [PlugMember]
    public static long GetTimestamp() => HostClock.Nanoseconds();
}
