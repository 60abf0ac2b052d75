using System;

namespace LiOS.Emulation.Machines;

/// <summary>The machine to emulate.</summary>
public sealed record MachineOptions
{
    /// <summary>The emulator.</summary>
    public EmulatorKind Emulator { get; init; }

    /// <summary>QEMU's name of the board: <c>q35</c> (ICH9, AHCI) or <c>pc</c> (440FX and PIIX3, IDE).</summary>
    public string Board { get; init; } = "q35";

    /// <summary>The firmware.</summary>
    public FirmwareKind Firmware { get; init; }

    /// <summary>Memory in MiB.</summary>
    public int Megabytes { get; init; } = 256;

    /// <summary>QEMU's accelerator, <c>tcg</c> or <c>kvm</c>.</summary>
    public string Accelerator { get; init; } = "tcg";

    /// <summary>QEMU's name of the processor model.</summary>
    public string Processor { get; init; } = "max";

    /// <summary>QEMU counts instructions instead of time: two runs of the same program are equal to the instruction.</summary>
    public bool CountsInstructions { get; init; }

    /// <summary>Whether the machine's screen is shown in a window.</summary>
    public bool HasDisplay { get; init; }

    /// <summary>Whether Bochs' keyboard and screen are this program's (<see cref="BochsMachine.Screen"/>). QEMU's always are.</summary>
    public bool HasRemoteScreen { get; init; }

    /// <summary>Whether the machine boots from a disc image even where the emulator could load the images itself.</summary>
    public bool BootsFromDisc { get; init; }

    /// <summary>The drive that the disc image is in; anything but a CD drive implies <see cref="BootsFromDisc"/>.</summary>
    public DriveKind Drive { get; init; }

    /// <summary>The format of the disc image's file; anything but raw needs a drive other than a CD drive.</summary>
    public DiskFormat DiskFormat { get; init; }

    /// <summary>Whether a reset starts the machine again; otherwise it ends the emulator.</summary>
    public bool Restarts { get; init; }

    /// <summary>Whether QEMU keeps a machine that has switched itself off, so that its screen can be looked at.</summary>
    public bool StaysAtEnd { get; init; }

    /// <summary>Whether the images come from a disc image; otherwise the emulator loads them itself, or there are none.</summary>
    public bool UsesDisc
        => Drive != DriveKind.None && (BootsFromDisc || Drive != DriveKind.Cd || Firmware == FirmwareKind.Uefi || Emulator == EmulatorKind.Bochs);

    /// <summary>Further arguments for QEMU.</summary>
    public string[] Extra { get; init; } = [];

    /// <summary>The machine that Cosmos.config describes.</summary>
    /// <exception cref="FormatException">A setting has no meaning.</exception>
    public static MachineOptions FromSettings(MachineSettings settings) => new()
    {
        Emulator = Enum.Parse<EmulatorKind>(settings["LiosEmulator"], ignoreCase: true),
        Firmware = Enum.Parse<FirmwareKind>(settings["LiosFirmware"], ignoreCase: true),
        Megabytes = ParseMegabytes(settings["LiosMemory"])
            ?? throw new FormatException($"LiosMemory in Cosmos.config: '{settings["LiosMemory"]}' is not a size such as 256M or 2G."),
        Accelerator = settings["LiosAccelerator"],
        Processor = settings["LiosCpu"],
    };

    /// <summary>Reads a size such as <c>64M</c> or <c>2G</c>.</summary>
    /// <returns>MiB, at least 1; null when the text is no such size.</returns>
    public static int? ParseMegabytes(string text)
    {
        int factor = text.EndsWith('G') || text.EndsWith('g') ? 1024 : text.EndsWith('M') || text.EndsWith('m') ? 1 : 0;
        return factor != 0 && int.TryParse(text.AsSpan(0, text.Length - 1), out int number) && number > 0 && number <= 1 << 20
            ? number * factor
            : null;
    }
}
