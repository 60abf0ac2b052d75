namespace LiOS.Emulation;

/// <summary>How a machine came to its end.</summary>
public enum MachineEnding
{
    /// <summary>It reported an exit status and was switched off.</summary>
    PoweredOff,

    /// <summary>It ended without an exit status: a panic, a triple fault, a reset, an emulator that gave up.</summary>
    Died,

    /// <summary>It still ran when its time was over.</summary>
    TimedOut,
}
