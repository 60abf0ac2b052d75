using System;
using System.Collections.Generic;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Memory;

/// <summary>What programs are promised: overcommit, limits of address space and data, and where things go in it.</summary>
internal sealed class MemoryPolicy(Kernel kernel)
{
    /// <summary>ADDR_NO_RANDOMIZE of personality(2).</summary>
    public const uint NoRandomization = 0x0004_0000;

    /// <summary>The values of /proc/sys/vm/overcommit_memory: obvious excess is refused; nothing is; what exceeds the commit limit is.</summary>
    public const int Heuristic = 0, Always = 1, Never = 2;

    /// <summary>Pages over which a stack's end is spread: 22 bits, 16 GiB.</summary>
    public const int StackBits = 22;

    /// <summary>Pages over which the top of mappings is spread: 28 bits, 1 TiB.</summary>
    public const int MappingBits = 28;

    /// <summary>Pages over which a position-independent program is spread: 28 bits, 1 TiB.</summary>
    public const int ProgramBits = 28;

    /// <summary>Pages over which the start of the break area is spread: 13 bits, 32 MiB.</summary>
    public const int BreakBits = 13;

    /// <summary>/proc/sys/vm/overcommit_memory.</summary>
    public int Overcommit { get; private set; } = Heuristic;

    /// <summary>/proc/sys/vm/overcommit_ratio: per cent of memory in the commit limit.</summary>
    public int OvercommitRatio { get; set; } = 50;

    /// <summary>/proc/sys/kernel/randomize_va_space: 0 nothing, 1 all but the break area, 2 everything.</summary>
    public int Randomization { get; set; } = kernel.Options.Randomization;

    /// <summary>Pages that may be promised when promises are bounded (CommitLimit).</summary>
    public ulong CommitLimit => kernel.Machine.Memory.TotalFrames * (ulong)OvercommitRatio / 100;

    /// <summary>Pages that have been promised to programs (Committed_AS). Shared anonymous memory counts in each that maps it.</summary>
    public ulong Committed
    {
        get
        {
            HashSet<ProcessMemory> memories = [];
            ulong sum = 0;
            foreach (Process process in kernel.Processes.Processes)
                if (!process.IsZombie && memories.Add(process.Memory)) sum += process.Memory.Space.Measure().Promised;
            return sum;
        }
    }

    /// <summary>Changes /proc/sys/vm/overcommit_memory.</summary>
    public void SetOvercommit(int value)
    {
        Overcommit = value;
        foreach (Process process in kernel.Processes.Processes)
            if (!process.IsZombie) Supervise(process);
    }

    /// <summary>
    /// Tells the machine whether a process's memory calls must all be looked at. To be called whenever that may have changed: after
    /// its limits, its locks or its memory have.
    /// </summary>
    public void Supervise(Process process)
    {
        ulong most = process.Limits[ResourceLimits.AddressSpace].Soft;
        process.Memory.Space.LimitSize(most);
        process.Memory.Space.SetSupervised(
            Overcommit == Never || process.Memory.HasLocks || process.Memory.LocksFuture
            || most != ResourceLimits.Infinity || process.Limits[ResourceLimits.Data].Soft != ResourceLimits.Infinity);
    }

    /// <summary>Whether a process may have more address space.</summary>
    /// <param name="process">Whose limits count.</param>
    /// <param name="bytes">Bytes more, in whole pages.</param>
    /// <param name="isWritable">Whether they are private and writable.</param>
    /// <param name="isPromised">Whether they may come to need frames.</param>
    /// <returns>None or ENOMEM.</returns>
    public Errno Check(Process process, ulong bytes, bool isWritable, bool isPromised)
    {
        AddressSpace space = process.Memory.Space;
        ulong addressLimit = process.Limits[ResourceLimits.AddressSpace].Soft, dataLimit = process.Limits[ResourceLimits.Data].Soft;
        if (addressLimit != ResourceLimits.Infinity && Exceeds(space.MappedBytes, bytes, addressLimit)) return Errno.ENOMEM;
        if (isWritable && dataLimit != ResourceLimits.Infinity && Exceeds(space.Measure().Data * PageFrame.Size, bytes, dataLimit)) return Errno.ENOMEM;
        return isPromised && !MayPromise(bytes / PageFrame.Size) ? Errno.ENOMEM : Errno.None;
    }

    /// <summary>Whether pages may be promised under the present rule.</summary>
    public bool MayPromise(ulong pages) => Overcommit switch
    {
        Always => true,
        Never => !Exceeds(Committed, pages, CommitLimit),
        _ => pages <= kernel.Machine.Memory.TotalFrames,
    };

    /// <summary>Bytes of a range that are private and not writable yet: what mprotect(2) would add to data and promises.</summary>
    public static ulong CountReadOnly(AddressSpace space, ulong start, ulong end)
    {
        ulong sum = 0;
        for (ulong at = start; at < end && space.Query(at, out RegionInfo region) && region.Start < end; at = region.End)
            if (!region.IsShared && (region.Protection & Protection.Write) == 0) sum += Math.Min(region.End, end) - Math.Max(region.Start, start);
        return sum;
    }

    /// <summary>Whether a process's programs are placed at random.</summary>
    public bool Randomizes(Process process) => Randomization > 0 && (process.Personality & NoRandomization) == 0;

    /// <summary>Bytes in whole pages, out of a random number.</summary>
    /// <param name="random">The number.</param>
    /// <param name="bits">How many values there are, as a power of two.</param>
    public static ulong DistanceOf(ulong random, int bits) => (random & ((1UL << bits) - 1)) * PageFrame.Size;

    private static bool Exceeds(ulong used, ulong more, ulong limit) => used > limit || more > limit - used;
}
