using System;

namespace LiOS.Kernel.Processes;

/// <summary>The limits of a process by RLIMIT_ number.</summary>
internal sealed class ResourceLimits
{
    /// <summary>RLIM_INFINITY.</summary>
    public const ulong Infinity = ulong.MaxValue;

#pragma warning disable CS1591 // The numbers of getrlimit(2).
    public const int Cpu = 0, FileSize = 1, Data = 2, Stack = 3, Core = 4, ResidentSet = 5, Processes = 6, OpenFiles = 7, LockedMemory = 8,
        AddressSpace = 9, Locks = 10, PendingSignals = 11, MessageQueue = 12, Nice = 13, RealTimePriority = 14, RealTime = 15;
#pragma warning restore CS1591

    /// <summary>How many limits there are.</summary>
    public const int Count = 16;

    /// <summary>Bytes that a stack may grow to.</summary>
    public const ulong DefaultStack = 8 << 20;

    /// <summary>The highest number of files that RLIMIT_NOFILE may allow (fs.nr_open).</summary>
    public const ulong MostOpenFiles = 65_536;

    private readonly ResourceLimit[] _limits;

    /// <summary>Makes the limits that process 1 starts with.</summary>
    public ResourceLimits()
    {
        _limits = new ResourceLimit[Count];
        Array.Fill(_limits, new ResourceLimit(Infinity, Infinity));
        _limits[Stack] = new(DefaultStack, Infinity);
        _limits[Core] = new(0, Infinity);
        _limits[Processes] = new(4096, 4096);
        _limits[OpenFiles] = new(1024, 4096);
        _limits[LockedMemory] = new(DefaultStack, DefaultStack);
        _limits[PendingSignals] = new(1024, 1024);
        _limits[MessageQueue] = new(819_200, 819_200);
        _limits[Nice] = default;
        _limits[RealTimePriority] = default;
    }

    private ResourceLimits(ResourceLimit[] limits) => _limits = limits;

    /// <summary>One limit, 0 to 15.</summary>
    public ref ResourceLimit this[int number] => ref _limits[number];

    /// <summary>A copy for a new process.</summary>
    public ResourceLimits Copy() => new(_limits.AsSpan().ToArray());
}
