using System;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Machines;

namespace LiOS.Tool;

/// <summary>
/// <c>./lios bench memory</c>: the memory subsystem on the host beside its alternatives, and in the machine; writes
/// docs/benchmarks/memory.md and its pictures.
/// </summary>
internal static class MemoryBenchCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(MachineSettings settings)
    {
        Command command = new("memory", "Measures the memory subsystem on the host and in the machine; writes docs/benchmarks/memory.md.");
        Option<bool> json = new("--json") { Description = "Print the numbers as JSON." };
        Option<bool> isLong = new("--long") { Description = "Take the time that steady numbers need." };
        command.Add(json);
        command.Add(isLong);
        command.SetAction(async (result, cancellation) =>
        {
            string project = Path.Combine(settings.Root, "LiOS.Benchmarks");
            ImageBuild.Progress("Building the benchmarks", () => HostTool.Run("dotnet", "build", project, "-c", "Release", "-v", "q", "-nologo"));
            string guest = Path.Combine(settings.Out, $"guest-{Environment.ProcessId}.txt");
            try
            {
                await File.WriteAllTextAsync(guest, await MeasureGuestAsync(settings, cancellation), cancellation);
                ProcessStartInfo start = new("dotnet")
                {
                    ArgumentList =
                    {
                        Path.Combine(project, "bin", "Release", "net10.0", "LiOS.Benchmarks.dll"),
                        "--guest", guest, "--output", Path.Combine(settings.Root, "docs", "benchmarks"),
                    },
                };
                if (result.GetValue(json)) start.ArgumentList.Add("--json");
                if (result.GetValue(isLong)) start.ArgumentList.Add("--long");
                using Process process = Process.Start(start)!;
                await process.WaitForExitAsync(cancellation);
                return process.ExitCode;
            }
            finally
            {
                File.Delete(guest);
            }
        });
        return command;
    }

    /// <summary>The guest's lines, the same in two runs.</summary>
    private static async Task<string> MeasureGuestAsync(MachineSettings settings, CancellationToken cancellation)
    {
        using BenchImages bench = BenchImages.Make(settings);
        MachineOptions machine = MachineOptions.FromSettings(settings) with { CountsInstructions = true };
        StringBuilder lines = new();
        foreach (string operation in (string[])["fault", "zeros", "copy-on-write", "unmap", "mprotect", "fork", "2 MiB"])
        {
            string first = await bench.RunAsync(machine, $"/test/bench '{operation}'", cancellation);
            string second = await bench.RunAsync(machine, $"/test/bench '{operation}'", cancellation);
            if (first != second)
                throw new HostToolException($"two runs differ:\n{first}\n{second}");
            lines.Append(first);
        }
        return lines.ToString();
    }
}
