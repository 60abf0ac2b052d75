using System.Runtime;
using System.Runtime.CompilerServices;
using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Time;

namespace LiOS.Nucleus.Threading;

/// <summary>
/// Round robin within three priorities, on one processor; a program's thread may have slices of another length. No periodic tick: the timer is set to the next end of a sleep, or of
/// the running thread's slice when others are ready. All members are called with interrupts off.
/// </summary>
internal static unsafe class Scheduler
{
    public const ulong Forever = ulong.MaxValue;

    private const ulong Slice = 10_000_000;

    // An interrupt that is later than this is taken for lost, and asked for again.
    private const ulong Patience = 1_000_000;
    private const int Levels = 3;

    private static WaitQueues s_ready;
    private static Thread* s_idle, s_firstSleeper, s_dead;
    private static ulong s_sliceEnd, s_timerAt, s_chargedUntil, s_idleTime;

    /// <summary>Nanoseconds without work so far.</summary>
    public static ulong IdleTime => s_idleTime;

    /// <summary>How often the idle thread's sleep has ended.</summary>
    public static ulong IdleWakeups { get; private set; }

    /// <summary>Makes the boot code the idle thread.</summary>
    public static void Initialize()
    {
        s_idle = Thread.AdoptBoot();
        s_timerAt = Forever;
        s_chargedUntil = Clock.Nanoseconds;
    }

    /// <summary>What the idle thread does for ever: clears frames ahead of need, and sleeps when there is nothing to clear.</summary>
    public static void Idle()
    {
        while (true)
        {
            if (HasReady) SwitchTo(TakeReady(), true);
            else if (!MemoryManager.Physical->PrepareZeroedFrame())
            {
                Cpu.WaitForInterrupt();
                IdleWakeups++;
                SetTimer(Clock.Nanoseconds);
            }
        }
    }

    /// <summary>Blocks the current thread until <see cref="Wake"/> or a time.</summary>
    public static void Block(ulong deadline)
    {
        Thread* thread = Thread.Current;
        thread->IsWoken = false;
        thread->State = ThreadState.Blocked;
        if (deadline != Forever) AddSleeper(thread, deadline);
        SwitchAway();
    }

    /// <summary>Makes a blocked thread ready; one that is not blocked stays as it is.</summary>
    public static void Wake(Thread* thread)
    {
        if (thread->State != ThreadState.Blocked) return;
        thread->IsWoken = true;
        MakeReady(thread);
    }

    /// <summary>Takes one suspension away.</summary>
    /// <returns>The count before.</returns>
    public static int Resume(Thread* thread)
    {
        int before = thread->SuspendCount;
        if (before > 0 && --thread->SuspendCount == 0 && thread->State == ThreadState.Ready)
        {
            AddReady(thread);
            SetTimer(Clock.Nanoseconds);
        }

        return before;
    }

    /// <summary>Keeps a thread from running. The current thread stops at once.</summary>
    /// <returns>The count before.</returns>
    public static int Suspend(Thread* thread)
    {
        int before = thread->SuspendCount++;
        if (before != 0 || thread->State == ThreadState.Blocked || thread->State == ThreadState.Ended) return before;
        if (thread == Thread.Current)
        {
            thread->State = ThreadState.Ready;
            SwitchAway();
        }
        else
        {
            RemoveReady(thread);
        }

        return before;
    }

    /// <summary>Changes a thread's priority: above, at or below 0.</summary>
    public static void SetPriority(Thread* thread, int priority)
    {
        bool queued = thread->State == ThreadState.Ready && thread->SuspendCount == 0;
        if (queued) RemoveReady(thread);
        thread->Priority = priority;
        if (queued) AddReady(thread);
    }

    /// <summary>Lets other ready threads run first.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool Yield()
    {
        if (!HasReady) return false;
        Thread* thread = Thread.Current;
        Thread* next = TakeReady();
        if (thread != s_idle)
        {
            thread->State = ThreadState.Ready;
            AddReady(thread);
        }

        SwitchTo(next, false);
        return true;
    }

    /// <summary>Leaves the current thread, which has been marked as not runnable.</summary>
    public static void SwitchAway() => SwitchTo(HasReady ? TakeReady() : s_idle, false);

    /// <summary>The timer's interrupt: ends sleeps, and the slice.</summary>
    public static void OnTimer()
    {
        s_timerAt = Forever;
        ulong now = Clock.Nanoseconds;
        while (s_firstSleeper != null && s_firstSleeper->WakeTime <= now) MakeReady(s_firstSleeper);
        if (Thread.Current != s_idle && now >= s_sliceEnd && HasReady) Yield();
        else SetTimer(now);
    }

    /// <summary>Frees the thread that ended before the switch; the first thing every thread does after one.</summary>
    public static void FinishSwitch()
    {
        if (s_dead == null) return;
        Thread* dead = s_dead;
        s_dead = null;
        Thread.Bury(dead);
    }

    private static bool HasReady => s_ready.First0 != null || s_ready.First1 != null || s_ready.First2 != null;

    [RuntimeImport("ThreadSwitch")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void SwitchStacks(ulong* saveStackPointer, ulong newStackPointer);

    private static void SwitchTo(Thread* next, bool fromIdle)
    {
        Thread* previous = Thread.Current;
        if (fromIdle) previous->State = ThreadState.Ready;
        if (next == previous)
        {
            next->State = ThreadState.Running;
            return;
        }

        if (previous->State == ThreadState.Ended) s_dead = previous;
        next->State = ThreadState.Running;
        Thread.SetCurrent(next);
        ulong now = Clock.Nanoseconds;
        Charge(previous, now);
        s_sliceEnd = now + (next->Account != null && next->Account->Slice != 0 ? next->Account->Slice : Slice);
        SetTimer(now);
        SwitchStacks(&previous->StackPointer, next->StackPointer);
        FinishSwitch();
    }

    /// <summary>Brings the current thread's account up to date.</summary>
    public static void ChargeCurrent() => Charge(Thread.Current, Clock.Nanoseconds);

    private static void Charge(Thread* thread, ulong now)
    {
        ulong time = now - s_chargedUntil;
        s_chargedUntil = now;
        if (thread == s_idle) s_idleTime += time;
        else if (thread->Account != null) thread->Account->TotalTime += time;
    }

    private static void MakeReady(Thread* thread)
    {
        if (thread->IsSleeping) RemoveSleeper(thread);
        thread->State = ThreadState.Ready;
        if (thread->SuspendCount == 0) AddReady(thread);
        SetTimer(Clock.Nanoseconds);
    }

    private static void SetTimer(ulong now)
    {
        ulong next = s_firstSleeper == null ? Forever : s_firstSleeper->WakeTime;
        if (HasReady && Thread.Current != s_idle && s_sliceEnd < next) next = s_sliceEnd;
        bool isLost = s_timerAt <= now && now - s_timerAt > Patience;
        if (next >= s_timerAt && !isLost) return;
        ulong wait = next > now ? next - now : 0;
        if (wait > SystemTimer.LongestShot) wait = SystemTimer.LongestShot;
        s_timerAt = now + wait;
        SystemTimer.StartOneShot(wait);
    }

    private static void AddSleeper(Thread* thread, ulong deadline)
    {
        thread->WakeTime = deadline;
        thread->IsSleeping = true;
        Thread* before = null;
        Thread* after = s_firstSleeper;
        while (after != null && after->WakeTime <= deadline)
        {
            before = after;
            after = after->NextSleeper;
        }

        thread->PreviousSleeper = before;
        thread->NextSleeper = after;
        if (after != null) after->PreviousSleeper = thread;
        if (before != null) before->NextSleeper = thread;
        else s_firstSleeper = thread;
    }

    private static void RemoveSleeper(Thread* thread)
    {
        thread->IsSleeping = false;
        if (thread->PreviousSleeper != null) thread->PreviousSleeper->NextSleeper = thread->NextSleeper;
        else s_firstSleeper = thread->NextSleeper;
        if (thread->NextSleeper != null) thread->NextSleeper->PreviousSleeper = thread->PreviousSleeper;
    }

    private static int LevelOf(Thread* thread) => thread->Priority > 0 ? 0 : thread->Priority == 0 ? 1 : 2;

    private static void AddReady(Thread* thread)
    {
        fixed (WaitQueues* queues = &s_ready)
        {
            Thread** first = &queues->First0 + LevelOf(thread);
            Thread** last = first + Levels;
            thread->Next = null;
            thread->Previous = *last;
            if (*last != null) (*last)->Next = thread;
            else *first = thread;
            *last = thread;
        }
    }

    private static void RemoveReady(Thread* thread)
    {
        fixed (WaitQueues* queues = &s_ready)
        {
            Thread** first = &queues->First0 + LevelOf(thread);
            Thread** last = first + Levels;
            if (thread->Previous != null) thread->Previous->Next = thread->Next;
            else *first = thread->Next;
            if (thread->Next != null) thread->Next->Previous = thread->Previous;
            else *last = thread->Previous;
        }
    }

    private static Thread* TakeReady()
    {
        Thread* thread = s_ready.First0 != null ? s_ready.First0 : s_ready.First1 != null ? s_ready.First1 : s_ready.First2;
        RemoveReady(thread);
        return thread;
    }

    /// <summary>First and last thread of each level, highest first.</summary>
    private struct WaitQueues
    {
        public Thread* First0, First1, First2, Last0, Last1, Last2;
    }
}
