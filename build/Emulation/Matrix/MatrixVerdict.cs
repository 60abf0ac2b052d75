namespace LiOS.Emulation.Matrix;

/// <summary>What came of one machine of the boot matrix.</summary>
public enum MatrixVerdict
{
    /// <summary>LiOS booted, ran programs and switched the machine off.</summary>
    Works,

    /// <summary>It did not, and the firmware does not live on this machine even when it is alone.</summary>
    FirmwareCannot,

    /// <summary>It did not.</summary>
    Fails,
}
