using System;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Control;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;

namespace LiOS.Tool;

/// <summary><c>./lios bench</c>: measures what basic operations cost, and prints a table for docs/benchmarks.md.</summary>
internal static class BenchCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(MachineSettings settings)
    {
        Command command = new("bench", "Measures what basic operations cost in instructions, and the size of images and memory.");
        command.SetAction(async (_, cancellation) =>
        {
            using BenchImages bench = BenchImages.Make(settings);
            BootImages images = BootImages.FromSettings(settings);
            Console.WriteLine("| what | how much |\n| --- | ---: |");
            foreach ((string name, string path) in new[] { ("nucleus", images.Nucleus), ("kernel", images.Kernel), ("ramdisk", images.Ramdisk) })
                Print($"{name} image, bytes", new FileInfo(path).Length.ToString("N0"));

            MachineOptions machine = MachineOptions.FromSettings(settings) with { CountsInstructions = true };
            Print("boot to the prompt, ms on the host (QEMU, BIOS)", (await BootAsync(settings, machine with { CountsInstructions = false }, bench.Images)).ToString("N0"));
            await PrintAsync("awk '/MemTotal/ { t = $2 } /MemFree/ { print \"memory in use by a shell and awk, KiB\", t - $2 }' /proc/meminfo");
            await PrintAsync("/test/bench");
            return 0;

            async Task PrintAsync(string line)
            {
                foreach (string row in (await bench.RunAsync(machine, line, cancellation)).TrimEnd().Split('\n'))
                    Print(row[..row.LastIndexOf(' ')].TrimEnd(), long.Parse(row[(row.LastIndexOf(' ') + 1)..]).ToString("N0"));
            }
        });
        command.Add(MemoryBenchCommand.Create(settings));
        return command;
    }

    private static void Print(string what, string value) => Console.WriteLine($"| {what} | {value} |");

    private static async Task<double> BootAsync(MachineSettings settings, MachineOptions machine, BootImages images)
    {
        Stopwatch clock = Stopwatch.StartNew();
        using ConsoleSession session = new(settings.Root, machine, images, TimeSpan.FromMinutes(1));
        await session.ExpectAsync(ConsoleSession.Prompt);
        return clock.Elapsed.TotalMilliseconds;
    }
}
