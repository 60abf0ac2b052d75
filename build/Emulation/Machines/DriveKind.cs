namespace LiOS.Emulation.Machines;

/// <summary>The drive that holds the disc image of a machine that boots from one.</summary>
public enum DriveKind
{
    /// <summary>A CD drive.</summary>
    Cd,

    /// <summary>A hard disk at the board's own controller: IDE on QEMU's pc and in Bochs, AHCI on QEMU's q35.</summary>
    HardDisk,

    /// <summary>A USB stick at an xHCI controller; QEMU alone.</summary>
    UsbStick,

    /// <summary>No drive and no images: the firmware is alone.</summary>
    None,
}
