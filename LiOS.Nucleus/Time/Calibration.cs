using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Time;

/// <summary>
/// Measures the time-stamp counter, and the local APIC's timer, against every reference at once. The best reference there is
/// counts; how far each of the others is off goes to the log.
/// </summary>
internal static class Calibration
{
    /// <summary>Two windows of about 20 ms.</summary>
    private const ushort Window = 23_864;

    /// <summary>Measures.</summary>
    /// <returns>Frequency of the time-stamp counter in hertz; 0 when there is nothing to measure it with.</returns>
    public static ulong Measure()
    {
        bool hasHpet = ReferenceCounter.TryStart(ReferenceKind.Hpet, out ReferenceCounter hpet);
        bool hasPower = ReferenceCounter.TryStart(ReferenceKind.PowerManagementTimer, out ReferenceCounter power);
        if (InterruptController.UsesApic) LocalApicTimer.StartFree();
        ulong start = Cpu.ReadTimestamp();
        ulong byPit = MeasureByPit();
        // Without a PIT the windows end at once: the others need their time.
        if (byPit == 0) Wait(start);
        ulong byPower = hasPower ? power.Finish() : 0;
        ulong byHpet = hasHpet ? hpet.Finish() : 0;
        // The timer is measured a little too fast rather than too slow: it had better be late than early, and be set again.
        ulong span = Cpu.ReadTimestamp() - start;
        ulong elapsed = InterruptController.UsesApic ? LocalApicTimer.Elapsed : 0;

        ReferenceKind best = byHpet != 0 ? ReferenceKind.Hpet : byPower != 0 ? ReferenceKind.PowerManagementTimer : ReferenceKind.Pit;
        ulong frequency = best == ReferenceKind.Hpet ? byHpet : best == ReferenceKind.PowerManagementTimer ? byPower : byPit;
        if (frequency == 0) return 0;
        WriteFrequency("time-stamp counter", frequency, best switch { ReferenceKind.Hpet => "hpet", ReferenceKind.PowerManagementTimer => "acpi pm timer", _ => "pit" });
        if (best != ReferenceKind.PowerManagementTimer) WriteError("acpi pm timer", byPower, frequency);
        if (best != ReferenceKind.Pit) WriteError("pit", byPit, frequency);
        if (elapsed == 0) return frequency;
        LocalApicTimer.Frequency = elapsed * frequency / span;
        WriteFrequency("local APIC timer", LocalApicTimer.Frequency, "time-stamp counter");
        return frequency;
    }

    // Of two windows the shorter counts: a delayed reading only makes one longer.
    private static ulong MeasureByPit()
    {
        if (!Pit.TryMeasure(Window, out ulong first) || !Pit.TryMeasure(Window, out ulong second)) return 0;
        return (first < second ? first : second) * Pit.Frequency / Window;
    }

    private static void Wait(ulong start)
    {
        const ulong Ticks = 100_000_000;
        while (Cpu.ReadTimestamp() - start < Ticks) Cpu.Pause();
    }

    // How fast the time-stamp counter seems by another reference, in parts per million.
    private static void WriteError(string name, ulong frequency, ulong reference)
    {
        if (frequency == 0) return;
        long parts = ((long)frequency - (long)reference) * 1_000_000 / (long)reference;
        Log.Write(LogModule.Time, LogLevel.Info, $"{name} differs by {parts} ppm");
    }

    private static void WriteFrequency(string name, ulong frequency, string reference) =>
        Log.Write(LogModule.Time, LogLevel.Info, $"{name} at {frequency / 1000} kHz by {reference}");
}
