using System;

namespace LiOS.Kernel.Processes.Threads;

/// <summary>
/// How a thread is to be scheduled (sched(7)). Its share follows its nice value, by the length of its time slices; what it is called
/// beside that is kept and reported: no thread runs before all others, so that none can starve the machine.
/// </summary>
internal readonly record struct SchedulingPolicy
{
#pragma warning disable CS1591 // The names of sched(7) and setpriority(2).
    public const int Other = 0, Fifo = 1, RoundRobin = 2, Batch = 3, Idle = 5;
    public const int LowestNice = -20, HighestNice = 19, MostPriority = 99;
#pragma warning restore CS1591

    // A step of the nice value is a fourth, as on Linux; the bounds keep switches cheap and waits short.
    private const long UsualSlice = 10_000_000, ShortestSlice = 1_000_000, LongestSlice = 40_000_000;

    /// <summary>SCHED_OTHER and so on.</summary>
    public int Policy { get; init; }

    /// <summary>-20, for most time, to 19.</summary>
    public int Nice { get; init; }

    /// <summary>The priority of the real-time policies, 1 to 99; 0 for the others.</summary>
    public int Priority { get; init; }

    /// <summary>Whether children start as usual threads (SCHED_RESET_ON_FORK).</summary>
    public bool ResetsOnFork { get; init; }

    /// <summary>Whether it is a real-time policy.</summary>
    public bool IsRealTime => Policy is Fifo or RoundRobin;

    /// <summary>Nanoseconds that it may run before another thread's turn.</summary>
    public long Slice
    {
        get
        {
            int nice = IsRealTime ? LowestNice : Policy == Idle ? HighestNice : Nice;
            long slice = UsualSlice;
            for (int i = 0; i < nice && slice > ShortestSlice; i++) slice = slice * 4 / 5;
            for (int i = 0; i > nice && slice < LongestSlice; i--) slice = slice * 5 / 4;
            return Math.Clamp(slice, ShortestSlice, LongestSlice);
        }
    }

    /// <summary>What a child of such a thread starts with.</summary>
    public SchedulingPolicy ForChild() => !ResetsOnFork ? this : IsRealTime ? default : new() { Nice = Math.Max(Nice, 0) };
}
