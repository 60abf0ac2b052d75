using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Threading;

namespace LiOS.Nucleus.Time;

/// <summary>
/// The timer that drives the scheduler, chosen at boot: <c>timer=pit</c>, <c>timer=apic</c>, or <c>timer=auto</c>, the local
/// APIC's where there is one. The other one is at rest, and can be made to tick, so that one can be measured by the other.
/// </summary>
internal static unsafe class SystemTimer
{
    private static TimerDriver s_pit, s_localApic;

    /// <summary>Which one it is.</summary>
    public static TimerKind Kind { get; private set; }

    /// <summary>The longest time one shot can measure, in nanoseconds.</summary>
    public static ulong LongestShot => DriverOf(Kind)->LongestShot;

    /// <summary>Chooses by the boot line, and says what was chosen.</summary>
    public static void Initialize(BootData* data)
    {
        Pit.Describe(DriverOf(TimerKind.Pit));
        s_pit.Stop();
        if (InterruptController.UsesApic)
        {
            LocalApicTimer.Describe(DriverOf(TimerKind.LocalApic));
            s_localApic.Stop();
        }

        bool wantsPit = BootLine.Has(data->CommandLine, "timer=", "pit");
        bool wantsApic = BootLine.Has(data->CommandLine, "timer=", "apic");
        Kind = InterruptController.UsesApic && !wantsPit ? TimerKind.LocalApic : TimerKind.Pit;
        if (wantsApic && Kind == TimerKind.Pit) Log.Write(LogModule.Time, LogLevel.Warning, $"there is no local APIC to be used");
        if (Kind == TimerKind.Pit) InterruptController.Unmask(Pit.Line);
        Log.Write(LogModule.Time, LogLevel.Info, $"timer: {(Kind == TimerKind.Pit ? "pit" : LocalApicTimer.UsesDeadline ? "apic, tsc deadline" : "apic")}");
    }

    /// <summary>Asks for the scheduler's next interrupt.</summary>
    public static void StartOneShot(ulong nanoseconds) => DriverOf(Kind)->StartOneShot(nanoseconds);

    /// <summary>A timer has interrupted; one that only ticks has been counted already.</summary>
    public static void OnInterrupt(TimerKind kind)
    {
        if (kind == Kind) Scheduler.OnTimer();
    }

    /// <summary>Makes the timer that is at rest tick.</summary>
    /// <returns>Whether it exists and is at rest.</returns>
    public static bool StartTicks(TimerKind kind, ulong period)
    {
        if (kind == Kind || DriverOf(kind)->StartPeriodic == null) return false;
        if (kind == TimerKind.Pit) InterruptController.Unmask(Pit.Line);
        DriverOf(kind)->StartPeriodic(period);
        return true;
    }

    /// <summary>Puts a ticking timer to rest.</summary>
    /// <returns>Whether it exists and does not drive the scheduler.</returns>
    public static bool StopTicks(TimerKind kind)
    {
        if (kind == Kind || DriverOf(kind)->Stop == null) return false;
        DriverOf(kind)->Stop();
        return true;
    }

    private static TimerDriver* DriverOf(TimerKind kind)
    {
        fixed (TimerDriver* pit = &s_pit)
        fixed (TimerDriver* localApic = &s_localApic)
            return kind == TimerKind.Pit ? pit : localApic;
    }
}
