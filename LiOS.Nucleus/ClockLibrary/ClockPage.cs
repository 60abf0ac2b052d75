using System.Runtime.InteropServices;

namespace LiOS.Nucleus.ClockLibrary;

/// <summary>What programs read the clocks from, without a system call. Known to the library's code through ClockPage.inc.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ClockPage
{
    /// <summary>Odd while the rest changes; a reader that saw two different values reads again.</summary>
    public ulong Sequence;

    /// <summary>The time-stamp counter at boot.</summary>
    public ulong Start;

    /// <summary>Nanoseconds per tick, times 2^32.</summary>
    public ulong Scale;

    /// <summary>Nanoseconds from 1970-01-01 UTC to boot.</summary>
    public long RealTime;
}
