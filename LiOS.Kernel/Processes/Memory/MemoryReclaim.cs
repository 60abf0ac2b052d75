using System;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Memory;

/// <summary>
/// What is given back before memory is refused: things that are kept only because they may be asked for again, cheapest first. Pages of files
/// that nobody maps, threads at rest, the pages of programs that are ending anyway, and last a collection of the managed heap.
/// Guarded by the kernel lock.
/// </summary>
internal sealed class MemoryReclaim(Kernel kernel)
{
    // A thread of a program costs the kernel a stack; context, thread block, page tables and first pages of its own come to it.
    private const ulong FramesForStack = (ThreadPark.StackSize / PageFrame.Size) + 1;
    private const ulong FramesForContext = 32;

    private const long CollectionPause = 1_000_000_000;
    private const long Patience = 2_000_000_000;

    private long _nextCollection;
    private ulong _garbage;
    private bool _isBusy;

    private ulong Available => kernel.Machine.Memory.AvailableFrames;

    /// <summary>Whether programs may have some frames more; what is only kept is given back for it, programs are not ended.</summary>
    public bool HasRoom(ulong frames)
    {
        ulong available = Available;
        if (available < frames) GiveBack(frames - available, isLastHope: false);
        return Available >= frames;
    }

    /// <summary>Waits, if it must, for memory for another thread of a program: other programs may end and give theirs back.</summary>
    /// <param name="maker">The thread that asks; the kernel lock is given back while it sleeps.</param>
    /// <returns>False when there was none for two seconds; true when there is, or the thread has to attend to a signal first.</returns>
    public bool WaitForThread(ProcessThread maker)
    {
        long deadline = kernel.Machine.MonotonicNanoseconds + Patience;
        while (!HasRoomForThread())
        {
            WakeReason reason = maker.Sleep(kernel.Threads.Rested, deadline);
            if (reason != WakeReason.Woken) return reason == WakeReason.Signal;
        }
        return true;
    }

    /// <summary>Tells that much of the managed heap has become garbage at once.</summary>
    public void TellGarbage(long bytes) => _garbage += (ulong)bytes;

    /// <summary>Gives back until there is as much more as is wanted, or nothing is left to give.</summary>
    /// <param name="wanted">Frames.</param>
    /// <param name="isLastHope">Whether a program is refused a page next, or ended: then even a collection that promises little is made.</param>
    /// <returns>Whether anything was given.</returns>
    public bool GiveBack(ulong wanted, bool isLastHope)
    {
        // What an ending program holds in shared memory is read, and a page of that may be missing in its turn.
        if (_isBusy) return false;
        _isBusy = true;
        bool hasGiven;
        try
        {
            ulong goal = Available + wanted;
            hasGiven = kernel.PageCache.Trim((int)wanted) > 0;
            if (Available < goal) hasGiven |= kernel.Threads.Dismiss((int)((goal - Available + FramesForStack - 1) / FramesForStack)) > 0;
            if (Available < goal) hasGiven |= ReapEnding();
            if (Available < goal && (IsCollectionWorthwhile(goal - Available) || (isLastHope && !hasGiven))) hasGiven |= Collect();
        }
        catch
        {
            // The managed heap may be full itself, and what was tried here needs a little of it.
            _isBusy = false;
            throw;
        }
        _isBusy = false;
        return hasGiven;
    }

    /// <summary>Gives back what is kept only because it may be asked for again (/proc/sys/vm/drop_caches). Nothing that counts as used is lost.</summary>
    /// <param name="what">Bits: 1 for pages of files that nobody maps, 2 for threads at rest, and garbage of the managed heap, where inodes and names live.</param>
    public void DropCaches(int what)
    {
        if ((what & 1) != 0) kernel.PageCache.Trim(int.MaxValue);
        if ((what & 2) == 0) return;
        kernel.Threads.Dismiss(int.MaxValue);
        Collect();
    }

    /// <summary>Forks leave something to the programs that run, which would be ended for a page: half as much as all of them leave to the kernel.</summary>
    private bool HasRoomForThread() =>
        HasRoom(FramesForContext + (kernel.Threads.Parked > 0 ? 0 : FramesForStack) + (kernel.Machine.Memory.ReserveFrames / 2));

    /// <summary>A collection that has just been made would find nothing new but what is known, and costs milliseconds.</summary>
    private bool IsCollectionWorthwhile(ulong missing) =>
        _garbage / PageFrame.Size >= missing || kernel.Machine.MonotonicNanoseconds >= _nextCollection;

    /// <summary>Takes the pages of processes that are ending anyway, but not of the one that asks: it may be in the middle of using them.</summary>
    private bool ReapEnding()
    {
        bool found = false;
        foreach (Process process in kernel.Processes.Processes)
        {
            if (!process.IsEnding || process.IsZombie || process.Memory.IsShared || process.Memory.Space.ResidentPages == 0) continue;
            if (process == ProcessThread.Current?.Process) continue;
            process.GiveUpPages();
            found = true;
        }
        return found;
    }

    private bool Collect()
    {
        ulong before = Available;
        _nextCollection = kernel.Machine.MonotonicNanoseconds + CollectionPause;
        _garbage = 0;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Available > before;
    }
}
