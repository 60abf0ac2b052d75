using System.Runtime;
using System.Runtime.CompilerServices;
using System.Threading;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Traps;
using Microsoft.Win32.SafeHandles;

namespace LiOS.Nucleus.Seam;

/// <summary>The seam's timers and interrupt counts.</summary>
internal static unsafe class TimeExports
{
    private const ulong NanosecondsPerMillisecond = 1_000_000;
    private const int Spurious = 0xFF;

    /// <summary>Waits for an event of the runtime, to the millisecond; Cosmos looks for threads to wake at each tick of its timer.</summary>
    /// <returns>1 when the event was set, 0 when the time came first.</returns>
    [RuntimeExport("LiosWaitUntil")]
    private static int WaitUntil(nint signal, ulong deadline)
    {
        ulong now = Time.Clock.Nanoseconds;
        ulong milliseconds = deadline <= now ? 0 : (deadline - now + NanosecondsPerMillisecond - 1) / NanosecondsPerMillisecond;
        using BorrowedEvent handle = new(signal);
        // What is too far away is waited for in part: whoever waits looks at the clock again.
        return handle.WaitOne(milliseconds > int.MaxValue ? int.MaxValue : (int)milliseconds) ? 1 : 0;
    }

    /// <summary>Writes the interrupts of the ISA lines, then those of the local timer, spurious and non-maskable ones, and the idle thread's wakeups, which nobody counts.</summary>
    /// <returns>1: the lines come through I/O APICs.</returns>
    [RuntimeExport("LiosInterruptCounts")]
    private static int GetInterruptCounts(ulong* counts)
    {
        ulong* seen = SeenInterrupts();
        for (int line = 0; line < InterruptController.Lines; line++) counts[line] = seen[KernelTraps.FirstLine + line];
        counts += InterruptController.Lines;
        counts[0] = seen[KernelTraps.LocalTimer];
        counts[1] = seen[Spurious];
        counts[2] = TrapDispatcher.NonMaskableCount;
        counts[3] = 0;
        return 1;
    }

    /// <summary>Both timers are Cosmos's.</summary>
    /// <returns>0: there is none at rest.</returns>
    [RuntimeExport("LiosTimerTick")]
    private static int Tick(int kind, ulong period) => 0;

    [RuntimeImport("HostInterruptCounts")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong* SeenInterrupts();

    /// <summary>An event that stays its owner's.</summary>
    private sealed class BorrowedEvent : WaitHandle
    {
        public BorrowedEvent(nint handle) => SafeWaitHandle = new SafeWaitHandle(handle, ownsHandle: false);
    }
}
