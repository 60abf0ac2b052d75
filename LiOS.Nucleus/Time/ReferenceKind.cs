namespace LiOS.Nucleus.Time;

/// <summary>Counters of a known frequency that the time-stamp counter is measured against, the best one last.</summary>
internal enum ReferenceKind
{
    /// <summary>Channel 2 of the 8254.</summary>
    Pit,

    /// <summary>ACPI's power-management timer.</summary>
    PowerManagementTimer,

    /// <summary>The main counter of the high-precision event timer.</summary>
    Hpet,
}
