using System;
using System.CommandLine;
using System.IO;
using LiOS.Emulation;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;

namespace LiOS.Tool;

/// <summary>The options that put files of the host into the machine's file system.</summary>
internal sealed class GuestFiles
{
    private readonly Option<string[]> _add = new("--add")
    {
        Description = "Puts a file or folder of the host into the image, with its mode. May be given more than once.",
        HelpName = "hostpath:/guestpath",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _dotnet = new("--with-dotnet")
    {
        Description = $"Puts this host's .NET runtime and C# compiler into the image (commands dotnet, csc, cs), and gives the machine {GuestDotNet.LeastMegabytes} MiB or more.",
    };

    /// <summary>Adds the options to a command.</summary>
    public GuestFiles(Command command)
    {
        command.Add(_add);
        command.Add(_dotnet);
    }

    /// <summary>Makes the file system that was asked for.</summary>
    /// <param name="settings">The working copy.</param>
    /// <param name="result">The command line.</param>
    /// <param name="machine">The machine; it gets the memory that the files need.</param>
    /// <param name="images">The images; the file system among them is replaced.</param>
    /// <returns>What to dispose of when the machine is off.</returns>
    public IDisposable Apply(MachineSettings settings, ParseResult result, ref MachineOptions machine, ref BootImages images)
    {
        string[] additions = result.GetValue(_add)!;
        bool hasDotNet = result.GetValue(_dotnet);
        ScratchFolder scratch = new(Path.Combine(settings.Out, $"guest-{Environment.ProcessId}"));
        if (additions.Length == 0 && !hasDotNet) return scratch;
        try
        {
            scratch.Create();
            if (hasDotNet)
            {
                additions = [.. GuestDotNet.Files(settings.Root, scratch.Path), .. additions];
                machine = machine with { Megabytes = Math.Max(machine.Megabytes, GuestDotNet.LeastMegabytes) };
            }

            string ramdisk = Path.Combine(scratch.Path, "ramdisk.img");
            ImageBuilder.MakeRamdisk(settings.Root, ramdisk, additions);
            images = images with { Ramdisk = ramdisk };
            return scratch;
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    private sealed class ScratchFolder(string path) : IDisposable
    {
        public string Path { get; } = path;

        public void Create() => Directory.CreateDirectory(Path);

        public void Dispose()
        {
            if (Directory.Exists(Path)) Directory.Delete(Path, true);
        }
    }
}
