using System;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using LiOS.Emulation;

namespace LiOS.Tool;

/// <summary><c>./lios bench</c>: measures what basic operations cost, and prints a table for docs/benchmarks.md.</summary>
internal static class BenchCommand
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    /// <summary>Makes the command.</summary>
    public static Command Create(MachineSettings settings)
    {
        Command command = new("bench", "Measures what basic operations cost in instructions, and the size of images and memory.");
        command.SetAction(async (_, cancellation) =>
        {
            ImageBuild.Update(settings);
            string program = Path.Combine(settings.Out, "programs", "musl", "bench");
            Directory.CreateDirectory(Path.GetDirectoryName(program)!);
            HostTool.Run("musl-gcc", "-static", "-O1", "-w", "-s", "-o", program, Path.Combine(settings.Root, "LiOS.Tests", "Programs", "C", "bench.c"));
            string ramdisk = Path.Combine(settings.Out, $"ramdisk-{Environment.ProcessId}.img");
            try
            {
                ImageBuilder.MakeRamdisk(settings.Root, ramdisk, [$"{program}:/test/bench"]);
                BootImages images = BootImages.FromSettings(settings);
                Console.WriteLine("| what | how much |\n| --- | ---: |");
                foreach ((string name, string path) in new[] { ("nucleus", images.Nucleus), ("kernel", images.Kernel), ("ramdisk", images.Ramdisk) })
                    Print($"{name} image, bytes", new FileInfo(path).Length.ToString("N0"));

                MachineOptions machine = MachineOptions.FromSettings(settings) with { CountsInstructions = true };
                images = images with { Ramdisk = ramdisk };
                Print("boot to the prompt, ms on the host (QEMU, BIOS)", (await BootAsync(settings, machine with { CountsInstructions = false }, images)).ToString("N0"));
                await PrintAsync("awk '/MemTotal/ { t = $2 } /MemFree/ { print \"memory in use by a shell and awk, KiB\", t - $2 }' /proc/meminfo");
                await PrintAsync("/test/bench");
                return 0;

                async Task PrintAsync(string line)
                {
                    foreach (string row in (await RunAsync(settings, machine, images, line, cancellation)).TrimEnd().Split('\n'))
                        Print(row[..row.LastIndexOf(' ')].TrimEnd(), long.Parse(row[(row.LastIndexOf(' ') + 1)..]).ToString("N0"));
                }
            }
            finally
            {
                File.Delete(ramdisk);
            }
        });
        return command;
    }

    private static void Print(string what, string value) => Console.WriteLine($"| {what} | {value} |");

    private static async Task<string> RunAsync(
        MachineSettings settings, MachineOptions machine, BootImages images, string line, System.Threading.CancellationToken cancellation)
    {
        ConsoleFilter filter = new();
        using MemoryStream output = new();
        MachineOutcome outcome = await MachineRun.RunAsync(
            settings.Root, machine, images with { Command = Encoding.UTF8.GetBytes(line) }, s_limit, bytes => output.Write(filter.Read(bytes)), null, cancellation);
        return outcome is { Ending: MachineEnding.PoweredOff, ExitStatus: 0 }
            ? Encoding.UTF8.GetString(output.ToArray())
            : throw new HostToolException(outcome.Explain());
    }

    private static async Task<double> BootAsync(MachineSettings settings, MachineOptions machine, BootImages images)
    {
        Stopwatch clock = Stopwatch.StartNew();
        using ConsoleSession session = new(settings.Root, machine, images, TimeSpan.FromMinutes(1));
        await session.ExpectAsync(ConsoleSession.Prompt);
        return clock.Elapsed.TotalMilliseconds;
    }
}
