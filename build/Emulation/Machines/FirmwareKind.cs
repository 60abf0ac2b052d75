namespace LiOS.Emulation.Machines;

/// <summary>The firmware of the emulated machine.</summary>
public enum FirmwareKind
{
    /// <summary>SeaBIOS on QEMU, the Bochs BIOS on Bochs.</summary>
    Bios,

    /// <summary>OVMF.</summary>
    Uefi,
}
