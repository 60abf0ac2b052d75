using System;
using System.Diagnostics;
using System.Threading;
using LiOS.Machine.Nucleus;

namespace LiOS.KernelTests;

/// <summary>The timer that drives the scheduler, measured by the one that does not.</summary>
internal sealed class TimerSuite(NucleusMachine machine)
{
    private const ulong Period = 10_000_000;
    private const int PeriodsPerSecond = 100, MostWakeups = 50;

    public Test[] Tests =>
    [
        new("interrupts come from one timer alone", OneTimer, HostFeatures.SpareTimer),
        new("a second of sleep is a second by the other timer", SecondByTicks, HostFeatures.SpareTimer),
        new("a second of many sleeps is one too", ManySleeps, HostFeatures.SpareTimer),
        new("no sleep ends early", NoneEarly),
        new("no sleep ends much late", NoneLate, HostFeatures.FineTimer),
        new("an idle second has few wakeups", IdleSecond, HostFeatures.WakeupCount),
        new("the timer in use cannot be made to tick", TimerInUse, HostFeatures.SpareTimer),
    ];

    // Whose interrupts end a sleep.
    private bool DrivesLocal
    {
        get
        {
            ulong before = machine.Interrupts.LocalTimer;
            Thread.Sleep(20);
            return machine.Interrupts.LocalTimer != before;
        }
    }

    private void OneTimer()
    {
        ulong line = machine.Interrupts.Lines[0], local = machine.Interrupts.LocalTimer;
        Thread.Sleep(50);
        Verify.True(machine.Interrupts.Lines[0] == line != (machine.Interrupts.LocalTimer == local), "one of both counts");
    }

    private void SecondByTicks() => CountTicks(() => Thread.Sleep(1000), PeriodsPerSecond);

    private void ManySleeps()
    {
        // Every sleep is a little longer than asked for: the clock, not their number, ends the second.
        CountTicks(
            () =>
            {
                long start = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 1000) Thread.Sleep(5);
            },
            PeriodsPerSecond);
    }

    private static void NoneEarly()
    {
        for (int milliseconds = 1; milliseconds <= 100; milliseconds += 9)
        {
            double passed = Sleep(milliseconds);
            Verify.True(passed >= milliseconds, $"{milliseconds} ms took {passed} ms");
        }
    }

    private static void NoneLate()
    {
        for (int milliseconds = 1; milliseconds <= 100; milliseconds += 9)
        {
            double passed = Sleep(milliseconds);
            Verify.True(passed < milliseconds + 1, $"{milliseconds} ms took {passed} ms");
        }
    }

    private static double Sleep(int milliseconds)
    {
        long start = Stopwatch.GetTimestamp();
        Thread.Sleep(milliseconds);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private void IdleSecond()
    {
        ulong before = machine.Interrupts.IdleWakeups;
        Thread.Sleep(1000);
        ulong wakeups = machine.Interrupts.IdleWakeups - before;
        Verify.True(wakeups is > 0 and < MostWakeups, $"{wakeups} wakeups");
    }

    private void TimerInUse() => Verify.True(!NucleusMachine.Tick(DrivesLocal, Period), "refused");

    private void CountTicks(Action wait, int expected)
    {
        bool local = !DrivesLocal;
        Verify.True(NucleusMachine.Tick(local, Period), "the other timer ticks");
        ulong before = TicksOf(local);
        wait();
        ulong ticks = TicksOf(local) - before;
        Verify.True(NucleusMachine.Tick(local, 0), "and stops");
        Verify.True(ticks >= (ulong)expected - 1 && ticks <= (ulong)expected + 1, $"{ticks} ticks");
        // One interrupt may have been under way.
        Thread.Sleep(20);
        ulong after = TicksOf(local);
        Thread.Sleep(50);
        Verify.Equal(after, TicksOf(local), "ticks at rest");
    }

    private ulong TicksOf(bool isLocal) => isLocal ? machine.Interrupts.LocalTimer : machine.Interrupts.Lines[0];
}
