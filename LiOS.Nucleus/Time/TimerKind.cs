namespace LiOS.Nucleus.Time;

/// <summary>The hardware that can interrupt after a time. The numbers are the seam's.</summary>
internal enum TimerKind
{
    /// <summary>The 8254.</summary>
    Pit = 0,

    /// <summary>The timer of the local APIC.</summary>
    LocalApic = 1,
}
