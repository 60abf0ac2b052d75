using System;
using LiOS.Kernel.Log;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.Processes;

/// <summary>
/// What happens when programs have taken all memory but the kernel's reserve. Memory that is mapped costs nothing until it
/// is touched, so more is promised than there is; when a touch finds no frame and nothing cached is left to give back, one
/// program is ended, so that the others go on.
/// </summary>
/// <remarks>
/// The victim is the process that gives back most: resident pages and page tables, plus oom_score_adj thousandths of all
/// memory (proc(5)); among equals the youngest. Never process 1, and never one whose adjustment is the lowest. Whoever shares the
/// victim's memory ends with it. Its pages go at once, before its threads have noticed: they never run their program again.
/// </remarks>
internal sealed class OutOfMemory(Kernel kernel)
{
    /// <summary>Bounds of oom_score_adj; the lower one excludes a process.</summary>
    public const int LowestAdjustment = -1000, HighestAdjustment = 1000;

    private const ulong KibibytesPerPage = PageFrame.Size / 1024;

    // A thread of a program costs the kernel a stack, a thread block and a context; some frames more are left for page tables.
    private const ulong FramesForThread = (ThreadPark.StackSize / PageFrame.Size) + 32;

    private const long CollectionPause = 1_000_000_000;

    private bool _isBusy;
    private long _nextCollection;
    private ulong _garbage;

    /// <summary>Programs ended so far.</summary>
    public int Kills { get; private set; }

    /// <summary>Whether there is memory for another thread of a program; caches are given back for it, programs are not ended.</summary>
    public bool HasRoomForThread() => HasRoom(FramesForThread);

    /// <summary>Whether programs may have some frames more; caches and garbage are given back for it, programs are not ended.</summary>
    public bool HasRoom(ulong frames)
    {
        ulong available = kernel.Machine.Memory.AvailableFrames;
        if (available >= frames) return true;
        kernel.PageCache.Trim((int)(frames - available));
        available = kernel.Machine.Memory.AvailableFrames;
        // A collection that has just been made would find nothing new but what is known, and costs milliseconds.
        bool isWorthwhile = available + (_garbage / PageFrame.Size) >= frames || kernel.Machine.MonotonicNanoseconds >= _nextCollection;
        if (available < frames && isWorthwhile) GiveBackManagedHeap(available);
        return kernel.Machine.Memory.AvailableFrames >= frames;
    }

    /// <summary>Tells that much of the managed heap has become garbage at once. Called with the kernel lock.</summary>
    public void TellGarbage(long bytes) => _garbage += (ulong)bytes;

    /// <summary>Ends a program and takes its pages. Called wherever an access of a program finds no frame, with or without the kernel lock.</summary>
    /// <returns>Whether the access should be tried again: there is more memory now, and the program that asks goes on.</returns>
    public bool Relieve()
    {
        bool takesLock = !kernel.Lock.IsHeld;
        if (takesLock) kernel.Lock.Enter();
        bool isRelieved = RelieveLocked();
        if (takesLock) kernel.Lock.Exit();
        return isRelieved;
    }

    /// <summary>How much ending a process would give, in pages; what /proc/pid/oom_score is made of. 0 for one that is never ended.</summary>
    public ulong GetScore(Process process)
    {
        if (process.Id == 1 || process.IsZombie || process.OutOfMemoryAdjustment == LowestAdjustment) return 0;
        AddressSpace space = process.Memory.Space;
        long pages = (long)(space.ResidentPages + space.Measure().PageTables);
        long adjustment = (long)kernel.Machine.Memory.TotalFrames / HighestAdjustment * process.OutOfMemoryAdjustment;
        return (ulong)Math.Max(1, pages + adjustment);
    }

    /// <summary>Gives back what is kept only because it may be asked for again (/proc/sys/vm/drop_caches). Nothing that counts as used is lost.</summary>
    /// <param name="what">Bits: 1 for pages of files that nobody maps, 2 for threads at rest, and garbage of the managed heap, where inodes and names live.</param>
    public void DropCaches(int what)
    {
        if ((what & 1) != 0) kernel.PageCache.Trim(int.MaxValue);
        if ((what & 2) == 0) return;
        kernel.Threads.Dismiss();
        GiveBackManagedHeap(0);
    }

    private bool RelieveLocked()
    {
        Process? asking = ProcessThread.Current?.Process;
        // A program on its way out gets no more: what it still wants to write nobody will read.
        if (_isBusy || asking is { IsEnding: true }) return false;
        _isBusy = true;
        ulong before = kernel.Machine.Memory.AvailableFrames;
        if (!ReapEnding() && !GiveBackManagedHeap(before)) End(ChooseVictim() ?? asking);
        _isBusy = false;
        return kernel.Machine.Memory.AvailableFrames > before && asking is not { IsEnding: true };
    }

    /// <summary>Takes the pages of processes that are ending anyway.</summary>
    private bool ReapEnding()
    {
        bool found = false;
        foreach (Process process in kernel.Processes.Processes)
        {
            if (!process.IsEnding || process.IsZombie || process.Memory.IsShared || process.Memory.Space.ResidentPages == 0) continue;
            Reap(process);
            found = true;
        }
        return found;
    }

    /// <summary>The managed heap may have grown by garbage.</summary>
    private bool GiveBackManagedHeap(ulong before)
    {
        _nextCollection = kernel.Machine.MonotonicNanoseconds + CollectionPause;
        _garbage = 0;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return kernel.Machine.Memory.AvailableFrames > before;
    }

    private Process? ChooseVictim()
    {
        Process? victim = null;
        ulong highest = 0;
        foreach (Process process in kernel.Processes.Processes)
        {
            if (process.IsEnding) continue;
            ulong score = GetScore(process);
            if (score == 0 || score < highest) continue;
            highest = score;
            victim = process;
        }
        return victim;
    }

    private void End(Process? victim)
    {
        if (victim is null) return;
        AddressSpace space = victim.Memory.Space;
        MemoryStatistics memory = kernel.Machine.Memory;
        ProcessMemory.Log.Write(
            LogLevel.Error,
            $"out of memory: process {victim.Id} ({victim.Name}) is killed: resident {space.ResidentPages * KibibytesPerPage} KiB, "
            + $"page tables {space.Measure().PageTables * KibibytesPerPage} KiB, oom_score_adj {victim.OutOfMemoryAdjustment}; "
            + $"free {memory.FreeFrames * KibibytesPerPage} KiB, of which {memory.ReserveFrames * KibibytesPerPage} KiB are the kernel's reserve");
        Kills++;
        foreach (Process process in kernel.Processes.Processes)
            if (!process.IsZombie && process.Memory == victim.Memory) process.BeginExit(ExitStatus.Killed(Signal.Kill));
        Reap(victim);
    }

    private static void Reap(Process process)
    {
        // What the threads hold in shared memory is handed on while their lists can still be read.
        foreach (ProcessThread thread in process.Threads)
        {
            RobustFutexes.Release(thread);
            thread.RobustList = 0;
        }
        process.Memory.Space.Reap();
    }
}
