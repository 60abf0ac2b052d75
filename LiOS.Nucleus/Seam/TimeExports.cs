using System.Runtime;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Threading;
using LiOS.Nucleus.Time;
using LiOS.Nucleus.Traps;

namespace LiOS.Nucleus.Seam;

/// <summary>The seam's timers and interrupt counts.</summary>
internal static unsafe class TimeExports
{
    /// <summary>Waits for an event of the runtime, whose milliseconds are too coarse for sleeping programs.</summary>
    /// <returns>1 when the event was set, 0 when the time came first.</returns>
    [RuntimeExport("LiosWaitUntil")]
    private static int WaitUntil(WaitObject* signal, ulong deadline) => WaitObject.Wait(&signal, 1, false, deadline) == WaitObject.WaitSucceeded ? 1 : 0;

    /// <summary>Writes the interrupts of the ISA lines, then those of the local timer, spurious and non-maskable ones, and the idle thread's wakeups.</summary>
    /// <returns>1 when the lines come through I/O APICs.</returns>
    [RuntimeExport("LiosInterruptCounts")]
    private static int GetInterruptCounts(ulong* counts)
    {
        for (int line = 0; line < InterruptController.Lines; line++) counts[line] = InterruptCounts.Of(Vectors.FirstInterruptRequest + line);
        counts += InterruptController.Lines;
        counts[0] = InterruptCounts.Of(Vectors.LocalTimer);
        counts[1] = InterruptCounts.Of(Vectors.Spurious);
        counts[2] = TrapDispatcher.NonMaskableCount;
        counts[3] = Scheduler.IdleWakeups;
        return InterruptController.UsesApic ? 1 : 0;
    }

    /// <summary>Makes the timer that does not drive the scheduler tick, for measurements; a period of 0 puts it to rest.</summary>
    /// <returns>1 when it does, 0 when there is no such timer at rest.</returns>
    [RuntimeExport("LiosTimerTick")]
    private static int Tick(TimerKind kind, ulong period)
    {
        ulong flags = Cpu.DisableInterrupts();
        bool done = period == 0 ? SystemTimer.StopTicks(kind) : SystemTimer.StartTicks(kind, period);
        Cpu.RestoreInterrupts(flags);
        return done ? 1 : 0;
    }
}
