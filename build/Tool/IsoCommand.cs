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
        Command command = new("iso", "Makes out/lios.iso, which boots under BIOS and UEFI from a CD drive or a USB stick.");
        command.SetAction(_ =>
        {
            ImageBuild.Update(settings);
            string output = Path.Combine(settings.Out, "lios.iso");
            ImageBuilder.MakeDisc(settings.Root, output, BootImages.FromSettings(settings));
            Console.WriteLine(output);
            return 0;
        });
        return command;
    }
}
