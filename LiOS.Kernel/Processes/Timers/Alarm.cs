using System;
using System.Threading;

namespace LiOS.Kernel.Processes.Timers;

/// <summary>Something that happens at a time, in the order of these times. Guarded by the kernel lock.</summary>
/// <param name="action">What happens; called with the kernel lock held.</param>
internal sealed class Alarm(Action action) : IComparable<Alarm>
{
    private static long s_count;

    // Tells apart what happens at the same time.
    private readonly long _number = Interlocked.Increment(ref s_count);

    /// <summary>When, in monotonic nanoseconds; 0 for never. The clock that it is set in changes it.</summary>
    public long Deadline { get; set; }

    /// <summary>Makes it happen.</summary>
    public void Fire() => action();

    /// <inheritdoc/>
    public int CompareTo(Alarm? other)
    {
        if (other is null) return 1;
        int order = Deadline.CompareTo(other.Deadline);
        return order != 0 ? order : _number.CompareTo(other._number);
    }
}
