namespace LiOS.Emulation.Machines;

/// <summary>The program that plays the machine.</summary>
public enum EmulatorKind
{
    /// <summary>QEMU, machine type q35.</summary>
    Qemu,

    /// <summary>Bochs 2.7: slower, and stricter about what real processors refuse.</summary>
    Bochs,
}
