using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace LiOS.Emulation.Images;

/// <summary>Makes file systems and discs, by the scripts in <c>build/</c> that the build uses as well.</summary>
public static class ImageBuilder
{
    /// <summary>Makes a root file system with further files in it.</summary>
    /// <param name="root">The root of the working copy.</param>
    /// <param name="output">Path of the image to make.</param>
    /// <param name="additions">Pairs <c>HOSTPATH:/GUESTPATH</c>; a folder is copied with all it holds.</param>
    public static void MakeRamdisk(string root, string output, IEnumerable<string> additions)
        => HostTool.Run(Path.Combine(root, "build", "ramdisk"), [output, .. additions]);

    /// <summary>Makes a disc image that boots under BIOS and UEFI.</summary>
    /// <param name="root">The root of the working copy.</param>
    /// <param name="output">Path of the image to make.</param>
    /// <param name="images">What it boots.</param>
    public static void MakeDisc(string root, string output, BootImages images)
    {
        string command = output + ".command";
        IEnumerable<(string Name, string Path)> modules = images.Modules;
        if (images.Command is not null)
        {
            File.WriteAllBytes(command, images.Command);
            modules = modules.Append(("command", command));
        }

        if (images.CosmosFolder is not null) modules = modules.Where(module => module.Name is "ramdisk" or "command");
        string[] arguments = [output, images.CosmosFolder ?? images.Nucleus, images.BootLine, .. modules.Select(module => $"{module.Name}={module.Path}")];
        HostTool.Run(Path.Combine(root, "build", images.CosmosFolder is null ? "disc" : "cosmos-disc"), arguments);
        File.Delete(command);
    }

    /// <summary>Makes a virtual disk for VMware, at an IDE controller, out of a raw disk image.</summary>
    /// <param name="disk">Path of the raw image.</param>
    /// <param name="output">Path of the virtual disk to make.</param>
    public static void MakeVirtualDisk(string disk, string output)
        => HostTool.Run("qemu-img", "convert", "-f", "raw", "-O", "vmdk", "-o", "subformat=monolithicSparse,adapter_type=ide", disk, output);
}
