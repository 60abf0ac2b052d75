using System.IO;
using LiOS.Emulation.Machines;

namespace LiOS.Emulation.Images;

/// <summary>
/// A virtual disk and two machines for VMware Workstation, Player and Fusion, one with BIOS and one with EFI firmware. The .vmx format is
/// lines <c>name = "value"</c>, named as VMware's own wizards write them.
/// </summary>
public static class VirtualMachineFiles
{
    /// <summary>The disk's file name.</summary>
    public const string Disk = "lios.vmdk";

    /// <summary>The file name of the machine with BIOS firmware.</summary>
    public const string BiosMachine = "lios-bios.vmx";

    /// <summary>The file name of the machine with EFI firmware.</summary>
    public const string UefiMachine = "lios-uefi.vmx";

    // VMware refuses machines whose memory is not a multiple of this, in MiB.
    private const int MemoryUnit = 4;

    /// <summary>Writes the three files.</summary>
    /// <param name="folder">Where they go.</param>
    /// <param name="disk">Path of a raw disk image.</param>
    /// <param name="megabytes">The machines' memory in MiB.</param>
    /// <exception cref="HostToolException">qemu-img is missing or failed.</exception>
    public static void Write(string folder, string disk, int megabytes)
    {
        ImageBuilder.MakeVirtualDisk(disk, Path.Combine(folder, Disk));
        File.WriteAllText(Path.Combine(folder, BiosMachine), Describe(FirmwareKind.Bios, megabytes));
        File.WriteAllText(Path.Combine(folder, UefiMachine), Describe(FirmwareKind.Uefi, megabytes));
    }

    /// <summary>The text of a machine's file: one processor, an IDE disk, and two serial ports that write to files, as in the emulators.</summary>
    /// <param name="firmware">Its firmware.</param>
    /// <param name="megabytes">Its memory in MiB.</param>
    public static string Describe(FirmwareKind firmware, int megabytes)
    {
        string name = firmware == FirmwareKind.Bios ? "bios" : "efi";
        return $"""
            .encoding = "UTF-8"
            config.version = "8"
            virtualHW.version = "14"
            displayName = "LiOS ({(firmware == FirmwareKind.Bios ? "BIOS" : "EFI")})"
            guestOS = "other-64"
            firmware = "{name}"
            uefi.secureBoot.enabled = "FALSE"
            nvram = "lios-{name}.nvram"
            memsize = "{(megabytes + MemoryUnit - 1) / MemoryUnit * MemoryUnit}"
            numvcpus = "1"
            pciBridge0.present = "TRUE"
            hpet0.present = "TRUE"
            ide0:0.present = "TRUE"
            ide0:0.deviceType = "disk"
            ide0:0.fileName = "{Disk}"
            floppy0.present = "FALSE"
            serial0.present = "TRUE"
            serial0.fileType = "file"
            serial0.fileName = "lios-{name}-console.txt"
            serial0.startConnected = "TRUE"
            serial1.present = "TRUE"
            serial1.fileType = "file"
            serial1.fileName = "lios-{name}-control.bin"
            serial1.startConnected = "TRUE"

            """;
    }
}
