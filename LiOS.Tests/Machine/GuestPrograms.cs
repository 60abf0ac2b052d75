using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using LiOS.Emulation;
using LiOS.Emulation.Images;

namespace LiOS.Tests.Machine;

/// <summary>The programs in LiOS.Tests/Programs, compiled, and a root file system that holds them in <c>/test</c>.</summary>
internal static class GuestPrograms
{
    private static readonly Lazy<BootImages> s_images = new(Build);
    private static readonly Lazy<BootImages> s_smallImages = new(BuildSmall);

    /// <summary>The C libraries that each C program is linked with, statically.</summary>
    public static IReadOnlyList<string> Libraries { get; } = ["musl", "glibc"];

    /// <summary>The images of the build, with a root file system that holds the programs.</summary>
    public static BootImages Images => s_images.Value;

    /// <summary>The same with /test/memory-proofs and what is linked with musl alone: a fourth of it, so that machines of 32 MiB have room beside it.</summary>
    public static BootImages SmallImages => s_smallImages.Value;

    /// <summary>Path of a program on the host; inside, it is <c>/test/</c> and the same name.</summary>
    public static string GetHostPath(string name) => Path.Combine(Guest.Settings.Out, "programs", name);

    /// <summary>Runs a program on the host.</summary>
    /// <returns>Its output and exit status.</returns>
    public static (string Output, int Status) RunOnHost(string name, params string[] arguments)
    {
        _ = Images;
        ProcessStartInfo start = new(GetHostPath(name), arguments) { RedirectStandardOutput = true };
        using Process process = HostTool.Start(start);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output, process.ExitCode);
    }

    private static BootImages Build()
    {
        string sources = Path.Combine(Guest.Settings.Root, "LiOS.Tests", "Programs");
        foreach (string library in Libraries)
        {
            Directory.CreateDirectory(GetHostPath(library));
            DateTime changed = Directory.GetFiles(Path.Combine(sources, "C"), "*.h").Max(File.GetLastWriteTimeUtc);
            foreach (string source in Directory.GetFiles(Path.Combine(sources, "C"), "*.c"))
            {
                string output = Path.Combine(GetHostPath(library), Path.GetFileNameWithoutExtension(source));
                if (!File.Exists(output) || File.GetLastWriteTimeUtc(output) < File.GetLastWriteTimeUtc(source) || File.GetLastWriteTimeUtc(output) < changed)
                    HostTool.Run(library == "musl" ? "musl-gcc" : "gcc", "-static", "-O1", "-w", "-pthread", "-s", "-o", output, source);
            }
        }

        BuildManaged(Path.Combine(sources, "CSharp"));
        string ramdisk = Path.Combine(Guest.Settings.Out, "tests", "ramdisk.img");
        ImageBuilder.MakeRamdisk(
            Guest.Settings.Root, ramdisk, [.. Libraries.Append("csharp").Select(folder => $"{GetHostPath(folder)}:/test/{folder}")]);
        return Guest.Images with { Ramdisk = ramdisk };
    }

    private static BootImages BuildSmall()
    {
        _ = Images;
        string script = Path.Combine(Guest.Settings.Root, "LiOS.Tests", "Programs", "memory-proofs");
        string ramdisk = Path.Combine(Guest.Settings.Out, "tests", "ramdisk-small.img");
        ImageBuilder.MakeRamdisk(Guest.Settings.Root, ramdisk, [$"{GetHostPath("musl")}:/test/musl", $"{script}:/test/memory-proofs"]);
        return Guest.Images with { Ramdisk = ramdisk };
    }

    private static void BuildManaged(string project)
    {
        string output = Path.Combine(GetHostPath("csharp"), "guest");
        if (File.Exists(output) && Directory.GetFiles(project).All(path => File.GetLastWriteTimeUtc(path) < File.GetLastWriteTimeUtc(output)))
            return;

        HostTool.Run("dotnet", "publish", project, "-v", "q", "-nologo", "-o", GetHostPath("csharp"));
        File.Delete(output + ".dbg");
        File.SetLastWriteTimeUtc(output, DateTime.UtcNow);
    }
}
