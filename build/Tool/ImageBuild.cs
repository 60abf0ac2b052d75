using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using LiOS.Emulation;
using Spectre.Console;

namespace LiOS.Tool;

/// <summary>Brings the images in <c>out/</c> up to date.</summary>
internal static class ImageBuild
{
    private static readonly string[] s_outputs = ["nucleus.bin", "kernel.exe", "ramdisk.img", "lios.elf"];
    private static readonly string[] s_sources = ["LiOS.Memory", "LiOS.Nucleus", "LiOS.Kernel", "build"];
    private static readonly string[] s_generated = ["bin", "obj", "Tool", "Emulation"];

    /// <summary>Builds the images when a source is newer than the last build.</summary>
    /// <exception cref="HostToolException">The build failed; the message holds what the compiler said.</exception>
    public static void Update(MachineSettings settings)
    {
        Directory.CreateDirectory(settings.Out);
        using FileStream gate = Lock(Path.Combine(settings.Out, "images.lock"));
        string stamp = Path.Combine(settings.Out, "images.stamp");
        DateTime built = File.Exists(stamp) && s_outputs.All(name => File.Exists(Path.Combine(settings.Out, name)))
            ? File.GetLastWriteTimeUtc(stamp)
            : DateTime.MinValue;
        if (FindSources(settings.Root).All(path => File.GetLastWriteTimeUtc(path) < built))
            return;

        DateTime start = DateTime.UtcNow;
        Progress("Building LiOS", () => DotnetBuild.Run(Path.Combine(settings.Root, "LiOS.Kernel")));
        File.WriteAllBytes(stamp, []);
        File.SetLastWriteTimeUtc(stamp, start);
    }

    /// <summary>Does something that takes a while, and shows so on the error output when that is a terminal.</summary>
    public static void Progress(string what, Action action)
    {
        if (Console.IsErrorRedirected)
        {
            action();
            return;
        }

        Stopwatch clock = Stopwatch.StartNew();
        IAnsiConsole console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        console.Status().Start(Markup.Escape(what), _ => action());
        console.MarkupLineInterpolated($"[grey]{what}: {clock.Elapsed.TotalSeconds:0.0} s[/]");
    }

    private static IEnumerable<string> FindSources(string root)
        => Directory.EnumerateFiles(root).Where(path => Path.GetExtension(path) is ".config" or ".props" or ".targets")
            .Concat(s_sources.Select(name => Path.Combine(root, name)).Where(Directory.Exists).SelectMany(Walk));

    private static IEnumerable<string> Walk(string folder)
        => Directory.EnumerateFiles(folder).Concat(
            Directory.EnumerateDirectories(folder).Where(path => !s_generated.Contains(Path.GetFileName(path))).SelectMany(Walk));

    private static FileStream Lock(string path)
    {
        while (true)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(100);
            }
        }
    }
}
