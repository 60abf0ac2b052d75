namespace LiOS.Nucleus.Threading;

/// <summary>Threads waiting for one thing, first come first. All members are called with interrupts off.</summary>
internal unsafe struct WaitList
{
    public WaitBlock* First, Last;

    /// <summary>Adds a block of the current thread at the end.</summary>
    public static void Append(WaitList* list, WaitBlock* block)
    {
        block->List = list;
        block->Next = null;
        block->Previous = list->Last;
        if (list->Last != null) list->Last->Next = block;
        else list->First = block;
        list->Last = block;
    }

    /// <summary>Takes a block out; one that is out already stays so.</summary>
    public static void Remove(WaitBlock* block)
    {
        WaitList* list = block->List;
        if (list == null) return;
        if (block->Previous != null) block->Previous->Next = block->Next;
        else list->First = block->Next;
        if (block->Next != null) block->Next->Previous = block->Previous;
        else list->Last = block->Previous;
        block->List = null;
    }

    /// <summary>Blocks the current thread until it is woken through this list.</summary>
    /// <param name="list">The list.</param>
    /// <param name="deadline">Time of <see cref="Time.Clock.Nanoseconds"/>, or <see cref="Scheduler.Forever"/>.</param>
    /// <returns>False when the deadline passed first.</returns>
    public static bool Wait(WaitList* list, ulong deadline)
    {
        WaitBlock block = default;
        block.Thread = Thread.Current;
        Append(list, &block);
        Scheduler.Block(deadline);
        bool woken = block.List == null;
        Remove(&block);
        return woken;
    }

    /// <summary>Wakes the first waiter.</summary>
    /// <returns>The thread, or null when nobody waits.</returns>
    public static Thread* WakeOne(WaitList* list)
    {
        WaitBlock* block = list->First;
        if (block == null) return null;
        Thread* thread = block->Thread;
        Remove(block);
        Scheduler.Wake(thread);
        return thread;
    }

    /// <summary>Wakes every waiter.</summary>
    public static void WakeAll(WaitList* list)
    {
        while (WakeOne(list) != null) { }
    }
}
