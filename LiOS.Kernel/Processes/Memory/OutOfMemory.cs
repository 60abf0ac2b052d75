using System;
using LiOS.Kernel.Log;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Memory;

/// <summary>
/// What happens when programs have taken all memory but the kernel's reserve. Memory that is mapped costs nothing until it
/// is touched, so more is promised than there is; when a touch finds no frame and nothing cached is left to give back, one
/// program is ended, so that the others go on.
/// </summary>
/// <remarks>
/// The victim is the process that gives back most: pages that are no file's, and page tables, plus oom_score_adj thousandths of all
/// memory (proc(5)); among equals the youngest. Pages of files stay: the cache has them, or they lie where the loader put them. Never
/// process 1, and never one whose adjustment is the lowest. Whoever shares the victim's memory ends with it. Its pages go at once,
/// before its threads have noticed: they never run their program again.
/// </remarks>
internal sealed class OutOfMemory(Kernel kernel)
{
    /// <summary>Bounds of oom_score_adj; the lower one excludes a process.</summary>
    public const int LowestAdjustment = -1000, HighestAdjustment = 1000;

    private const ulong KibibytesPerPage = PageFrame.Size / 1024;

    // Enough that a program which touches one page after another does not ask each time.
    private const ulong Batch = 64;

    private bool _isBusy;

    /// <summary>Programs ended so far.</summary>
    public int Kills { get; private set; }

    /// <summary>
    /// Gives memory back, and where nothing is left to give, ends a program and takes its pages. Called wherever an access or a call of
    /// a program finds no frame, with or without the kernel lock.
    /// </summary>
    /// <param name="mayEndPrograms">Whether a program may be ended for it.</param>
    /// <returns>Whether it should be tried again: there is more memory now, and the program that asks goes on.</returns>
    public bool Relieve(bool mayEndPrograms)
    {
        bool takesLock = !kernel.Lock.IsHeld;
        if (takesLock) kernel.Lock.Enter();
        bool isRelieved = RelieveLocked(mayEndPrograms);
        if (takesLock) kernel.Lock.Exit();
        return isRelieved;
    }

    /// <summary>How much ending a process would give, in pages; what /proc/pid/oom_score is made of. 0 for one that is never ended.</summary>
    public ulong GetScore(Process process)
    {
        if (process.Id == 1 || process.IsZombie || process.OutOfMemoryAdjustment == LowestAdjustment) return 0;
        AddressSpace space = process.Memory.Space;
        PageUsage usage = space.MeasurePages(AddressSpace.UserBase, AddressSpace.UserTop);
        long pages = (long)(usage.Anonymous + usage.SharedAnonymous + space.Measure().PageTables);
        long adjustment = (long)kernel.Machine.Memory.TotalFrames / HighestAdjustment * process.OutOfMemoryAdjustment;
        return (ulong)Math.Max(1, pages + adjustment);
    }

    private bool RelieveLocked(bool mayEndPrograms)
    {
        Process? asking = ProcessThread.Current?.Process;
        // A program on its way out gets no more: what it still wants to write nobody will read.
        if (_isBusy || asking is { IsEnding: true }) return false;
        _isBusy = true;
        bool isRelieved;
        try
        {
            isRelieved = kernel.Reclaim.GiveBack(Batch, isLastHope: mayEndPrograms);
            if (!isRelieved && mayEndPrograms)
            {
                ulong before = kernel.Machine.Memory.AvailableFrames;
                End(ChooseVictim() ?? asking);
                isRelieved = kernel.Machine.Memory.AvailableFrames > before;
            }
        }
        catch
        {
            _isBusy = false;
            throw;
        }
        _isBusy = false;
        return isRelieved && asking is not { IsEnding: true };
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
        victim.GiveUpPages();
    }
}
