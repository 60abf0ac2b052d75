using System.Collections.Generic;
using System.IO;

namespace LiOS.Emulation.Images;

/// <summary>What a machine boots: three images, the boot line, and perhaps one command to run.</summary>
public sealed record BootImages
{
    /// <summary>Path of the nucleus, a multiboot 1 and 2 image.</summary>
    public required string Nucleus { get; init; }

    /// <summary>Path of the kernel.</summary>
    public required string Kernel { get; init; }

    /// <summary>Path of the root file system, an ext2 image.</summary>
    public required string Ramdisk { get; init; }

    /// <summary>
    /// The boot modules by name, the largest first: a loader with little memory finds room for it only while nothing else is there. Beside kernel and ramdisk these are the symbol tables for stack traces, which lie next to the
    /// images with the extension <c>.sym</c> when the build made them.
    /// </summary>
    public IEnumerable<(string Name, string Path)> Modules
    {
        get
        {
            yield return ("ramdisk", Ramdisk);
            yield return ("kernel", Kernel);
            foreach ((string name, string image) in new[] { ("nucleus-symbols", Nucleus), ("kernel-symbols", Kernel) })
                if (Path.ChangeExtension(image, ".sym") is var symbols && File.Exists(symbols))
                    yield return (name, symbols);
        }
    }

    /// <summary>The boot line: words separated by spaces.</summary>
    public string BootLine { get; init; } = "";

    /// <summary>Path of a folder with LiOS as a Cosmos kernel (see build/cosmos-disc), which is booted from disc instead of nucleus and kernel; or null.</summary>
    public string? CosmosFolder { get; init; }

    /// <summary>Path of a finished disc that is booted instead of the images; null for the images.</summary>
    public string? Disc { get; init; }

    /// <summary>A command line for the shell inside, which then is all that the machine runs; null for an interactive session.</summary>
    public byte[]? Command { get; init; }

    /// <summary>The images of a working copy, with the boot line that Cosmos.config asks for.</summary>
    public static BootImages FromSettings(MachineSettings settings) => new()
    {
        Nucleus = Path.Combine(settings.Out, "nucleus.bin"),
        Kernel = Path.Combine(settings.Out, "kernel.exe"),
        Ramdisk = Path.Combine(settings.Out, "ramdisk.img"),
        BootLine = $"log={settings["LiosLogLevel"]}{(settings["LiosLog"] is { Length: > 0 } words ? "," + words : "")} timer={settings["LiosTimer"]} init={settings["LiosFirstProgram"]} keyboard={settings["LiosKeyboard"]}"
            + (settings["LiosRandomizeAddresses"] == "false" ? " randomize=0" : "") + (settings["LiosPcid"] == "off" ? " pcid=off" : ""),
    };
}
