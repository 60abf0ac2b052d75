using HostThread = Cosmos.Kernel.Core.Scheduler.Thread;

namespace LiOS.Nucleus.Threading;

/// <summary>Threads waiting for one thing. All members are called with interrupts off.</summary>
internal unsafe struct WaitList
{
    // Who waits stands in one table for all lists, made once: nothing may be allocated where threads are woken.
    private static Waiter[]? s_waiters;

    // A list is told by its address.
#pragma warning disable CS0169, IDE0051
    private readonly byte _place;
#pragma warning restore CS0169, IDE0051

    /// <summary>Makes the table.</summary>
    public static void Initialize() => s_waiters = new Waiter[HostThread.MaxThreadCount];

    /// <summary>Blocks the running thread until it is woken through this list.</summary>
    /// <param name="list">The list.</param>
    /// <param name="deadline">Time of <see cref="Time.Clock.Nanoseconds"/>, or <see cref="Scheduler.Forever"/>.</param>
    /// <returns>False when the deadline passed first.</returns>
    public static bool Wait(WaitList* list, ulong deadline)
    {
        int place = 0;
        while (s_waiters![place].List != null) place++;
        s_waiters[place].Thread = Scheduler.Current;
        s_waiters[place].List = list;
        Scheduler.Block(deadline);
        // Whoever woke it has taken it out, and the place may be another's by now.
        if (s_waiters[place].List != list || s_waiters[place].Thread != Scheduler.Current) return true;
        s_waiters[place].List = null;
        return false;
    }

    /// <summary>Wakes every waiter.</summary>
    public static void WakeAll(WaitList* list)
    {
        for (int i = 0; s_waiters != null && i < s_waiters.Length; i++)
        {
            if (s_waiters[i].List != list) continue;
            s_waiters[i].List = null;
            Scheduler.Wake(s_waiters[i].Thread!);
        }
    }

    private struct Waiter
    {
        public WaitList* List;
        public HostThread? Thread;
    }
}
