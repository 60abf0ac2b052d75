using System;
using System.CommandLine;
using System.IO;
using LiOS.Emulation;
using LiOS.Emulation.Images;

namespace LiOS.Tool;

/// <summary><c>./lios iso</c>: makes the disc image.</summary>
internal static class IsoCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(MachineSettings settings)
    {
        Command command = new("iso", "Makes out/lios.iso (or that of another kernel), which boots under BIOS and UEFI from a CD drive or a USB stick.");
        KernelArgument kernel = new(settings, command);
        command.SetAction(result =>
        {
            BootImages images = kernel.Build(result, BootImages.FromSettings(settings));
            string output = Path.Combine(kernel.GetFolder(result), kernel.GetName(result) + ".iso");
            ImageBuilder.MakeDisc(settings.Root, output, images);
            Console.WriteLine(output);
            return 0;
        });
        return command;
    }
}
