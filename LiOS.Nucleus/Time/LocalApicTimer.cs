using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Traps;

namespace LiOS.Nucleus.Time;

/// <summary>
/// The local APIC's timer (Intel SDM volume 3, 10.5.4): it counts down at a rate that is measured at boot or, where the
/// processor can, waits for a value of the time-stamp counter.
/// </summary>
internal static unsafe class LocalApicTimer
{
    private const uint Periodic = 1 << 17, Deadline = 2 << 17, DivideBy16 = 3;
    private const ulong Second = 1_000_000_000, LargestCount = uint.MaxValue;

    /// <summary>Counts per second; measured by <see cref="Calibration"/>.</summary>
    public static ulong Frequency { get; set; }

    /// <summary>Whether single shots wait for the time-stamp counter.</summary>
    public static bool UsesDeadline => Features.HasTimestampDeadline;

    public static void Describe(TimerDriver* driver)
    {
        ulong longest = LargestCount * Second / Frequency;
        driver->LongestShot = UsesDeadline ? 3600 * Second : longest;
        driver->StartOneShot = UsesDeadline ? &StartDeadline : &StartOneShot;
        driver->StartPeriodic = &StartPeriodic;
        driver->Stop = &Stop;
    }

    /// <summary>Lets it count down from the top without an interrupt, to be measured.</summary>
    public static void StartFree() => Start(LocalApic.Masked, uint.MaxValue);

    /// <summary>Counts since <see cref="StartFree"/>.</summary>
    public static ulong Elapsed => uint.MaxValue - LocalApic.Read(LocalApic.CurrentCount);

    private static void StartOneShot(ulong nanoseconds) => Start(Vectors.LocalTimer, CountOf(nanoseconds));

    private static void StartPeriodic(ulong nanoseconds) => Start(Periodic | Vectors.LocalTimer, CountOf(nanoseconds));

    private static void StartDeadline(ulong nanoseconds)
    {
        if (LocalApic.Read(LocalApic.TimerEntry) != (Deadline | Vectors.LocalTimer))
        {
            LocalApic.Write(LocalApic.TimerEntry, Deadline | Vectors.LocalTimer);
            // The write to memory must be seen before the one to the model-specific register.
            Cpu.Fence();
        }

        Cpu.WriteMsr(ModelSpecificRegisters.TimestampDeadline, Clock.TimestampAfter(nanoseconds));
    }

    private static void Stop()
    {
        LocalApic.Write(LocalApic.TimerEntry, LocalApic.Masked);
        LocalApic.Write(LocalApic.InitialCount, 0);
    }

    private static void Start(uint entry, uint count)
    {
        LocalApic.Write(LocalApic.DivideConfiguration, DivideBy16);
        LocalApic.Write(LocalApic.TimerEntry, entry);
        LocalApic.Write(LocalApic.InitialCount, count);
    }

    private static uint CountOf(ulong nanoseconds)
    {
        ulong seconds = nanoseconds / Second, rest = nanoseconds % Second;
        ulong count = (seconds * Frequency) + (((rest * Frequency) + Second - 1) / Second);
        return count == 0 ? 1 : count > LargestCount ? uint.MaxValue : (uint)count;
    }
}
