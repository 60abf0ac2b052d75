using System;
using System.CommandLine;
using System.IO;
using LiOS.Emulation;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;

namespace LiOS.Tool;

/// <summary><c>./lios disk</c>: makes disk images, and machines for VMware.</summary>
internal static class DiskCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(MachineSettings settings)
    {
        Command command = new("disk", "Makes out/lios.img, a raw disk image, and for VMware out/lios.vmdk, lios-bios.vmx and lios-uefi.vmx.");
        command.SetAction(_ =>
        {
            ImageBuild.Update(settings);
            string disk = Path.Combine(settings.Out, "lios.img");
            ImageBuilder.MakeDisc(settings.Root, disk, BootImages.FromSettings(settings));
            VirtualMachineFiles.Write(settings.Out, disk, MachineOptions.FromSettings(settings).Megabytes);
            foreach (string name in new[] { "lios.img", VirtualMachineFiles.Disk, VirtualMachineFiles.BiosMachine, VirtualMachineFiles.UefiMachine })
                Console.WriteLine(Path.Combine(settings.Out, name));

            return 0;
        });
        return command;
    }
}
