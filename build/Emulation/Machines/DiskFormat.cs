namespace LiOS.Emulation.Machines;

/// <summary>The file format of a disk image.</summary>
public enum DiskFormat
{
    /// <summary>Byte for byte what is on the disk.</summary>
    Raw,

    /// <summary>VMware's virtual disk, one growing file (monolithicSparse; VMware's Virtual Disk Format 5.0); QEMU alone.</summary>
    Vmdk,
}
