using System;

namespace LiOS.Kernel.Processes.Timers;

/// <summary>Something that happens at a time, once or again and again. Guarded by the kernel lock.</summary>
/// <param name="action">What happens; called with the kernel lock held.</param>
internal sealed class Alarm(Action action)
{
    /// <summary>When, in monotonic nanoseconds; 0 for never.</summary>
    public long Deadline { get; set; }

    /// <summary>Nanoseconds from one time to the next; 0 for once.</summary>
    public long Interval { get; set; }

    /// <summary>Makes it happen.</summary>
    public void Fire() => action();
}
