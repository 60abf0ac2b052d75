using LiOS.Nucleus.Heap;
using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Threading;

/// <summary>Something that handles refer to and threads wait for. Members are called with interrupts off unless they say otherwise.</summary>
internal unsafe struct WaitObject
{
    public const int WaitSucceeded = 0;
    public const int WaitTimedOut = 0x102;

    public WaitObjectKind Kind;

    /// <summary>Handles and other holders.</summary>
    public int References;

    /// <summary>Whether a wait succeeds at once.</summary>
    public bool IsSignaled;

    /// <summary>Whether it stays signalled after a wait.</summary>
    public bool IsManualReset;

    public WaitList Waiters;

    /// <summary>Makes a new event. Interrupts may be on.</summary>
    /// <returns>The event with one reference, or null when there is no memory.</returns>
    public static WaitObject* CreateEvent(bool isManualReset, bool isSignaled)
    {
        WaitObject* item = (WaitObject*)NucleusHeap.AllocateZeroed((nuint)sizeof(WaitObject));
        if (item == null) return null;
        item->Initialize(WaitObjectKind.Event, isManualReset);
        item->IsSignaled = isSignaled;
        return item;
    }

    public void Initialize(WaitObjectKind kind, bool isManualReset)
    {
        Kind = kind;
        References = 1;
        IsManualReset = isManualReset;
    }

    /// <summary>
    /// Signals the object. Every waiter looks for itself: the first one cannot be chosen here, because it may wait for other
    /// objects as well.
    /// </summary>
    public static void Signal(WaitObject* item)
    {
        item->IsSignaled = true;
        WaitList.WakeAll(&item->Waiters);
    }

    /// <summary>Gives one reference back; the last one frees the object.</summary>
    public static void Release(WaitObject* item)
    {
        switch (item->Kind)
        {
            case WaitObjectKind.Thread:
                Thread.Release((Thread*)item);
                break;
            case WaitObjectKind.CompletionPort:
                CompletionPort.Release((CompletionPort*)item);
                break;
            default:
                if (--item->References == 0) NucleusHeap.Free(item);
                break;
        }
    }

    /// <summary>Waits for any or all of some objects. Interrupts may be on.</summary>
    /// <param name="items">The objects. They live until the wait ends, whoever closes his handles in the meantime.</param>
    /// <param name="count">1 to 64.</param>
    /// <param name="waitAll">Whether all must be signalled together.</param>
    /// <param name="deadline">Time of the clock, or <see cref="Scheduler.Forever"/>.</param>
    /// <returns>Index of the object that ended the wait, or <see cref="WaitTimedOut"/>.</returns>
    public static int Wait(WaitObject** items, int count, bool waitAll, ulong deadline)
    {
        WaitBlock* blocks = stackalloc WaitBlock[count];
        ulong flags = Cpu.DisableInterrupts();
        int result;
        for (int i = 0; i < count; i++) items[i]->References++;
        while ((result = TryTake(items, count, waitAll)) < 0)
        {
            if (deadline != Scheduler.Forever && Time.Clock.Nanoseconds >= deadline)
            {
                result = WaitTimedOut;
                break;
            }

            for (int i = 0; i < count; i++)
            {
                blocks[i].Thread = Thread.Current;
                WaitList.Append(&items[i]->Waiters, &blocks[i]);
            }

            Scheduler.Block(deadline);
            for (int i = 0; i < count; i++) WaitList.Remove(&blocks[i]);
        }

        for (int i = 0; i < count; i++) Release(items[i]);
        Cpu.RestoreInterrupts(flags);
        return result;
    }

    private static int TryTake(WaitObject** items, int count, bool waitAll)
    {
        for (int i = 0; i < count; i++)
        {
            if (items[i]->IsSignaled == waitAll) continue;
            if (waitAll) return -1;
            if (!items[i]->IsManualReset) items[i]->IsSignaled = false;
            return i;
        }

        if (!waitAll) return -1;
        for (int i = 0; i < count; i++)
        {
            if (!items[i]->IsManualReset) items[i]->IsSignaled = false;
        }

        return WaitSucceeded;
    }
}
