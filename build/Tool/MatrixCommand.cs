using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;
using LiOS.Emulation.Matrix;
using Spectre.Console;

namespace LiOS.Tool;

/// <summary><c>./lios matrix</c>: boots every kind of machine and prints a table.</summary>
internal static class MatrixCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(MachineSettings settings)
    {
        Command command = new("matrix", "Boots every kind of machine (firmware, emulator, memory), prints a table, and ends with status 1 when one fails.");
        Option<int> jobs = new("--jobs") { Description = "How many machines run at the same time.", HelpName = "number", DefaultValueFactory = _ => Environment.ProcessorCount };
        command.Add(jobs);
        command.SetAction(async (result, cancellation) =>
        {
            ImageBuild.Update(settings);
            BootImages images = BootImages.FromSettings(settings);
            MachineOptions template = MachineOptions.FromSettings(settings);
            Dictionary<MachineOptions, MatrixResult> results = [];
            Stopwatch clock = Stopwatch.StartNew();
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = Math.Max(1, result.GetValue(jobs)), CancellationToken = cancellation };
            await Parallel.ForEachAsync(Machines(), parallel, async (machine, stop) =>
            {
                MachineOptions actual = machine with { Accelerator = template.Accelerator, Processor = template.Processor };
                MatrixResult one = await BootMatrix.RunAsync(settings.Root, images, actual, stop);
                lock (results)
                {
                    results[machine] = one;
                    if (!Console.IsErrorRedirected)
                        Console.Error.WriteLine($"{results.Count} machines, {clock.Elapsed.TotalSeconds:0} s");
                }
            });

            Show(results, clock.Elapsed);
            return results.Values.Any(one => one.Verdict == MatrixVerdict.Fails) ? 1 : 0;
        });
        return command;
    }

    private static IEnumerable<MachineOptions> Machines()
        => from firmware in Enum.GetValues<FirmwareKind>()
           from size in BootMatrix.Sizes
           from column in BootMatrix.Columns
           where BootMatrix.Exists(column.Machine, firmware)
           select column.Machine with { Firmware = firmware, Megabytes = size };

    private static void Show(Dictionary<MachineOptions, MatrixResult> results, TimeSpan time)
    {
        Table table = new Table().Border(TableBorder.Ascii2).AddColumns("firmware", "memory");
        foreach ((string title, _) in BootMatrix.Columns)
            table.AddColumn(new TableColumn(title).NoWrap());

        foreach (FirmwareKind firmware in Enum.GetValues<FirmwareKind>())
        {
            foreach (int size in BootMatrix.Sizes)
            {
                table.AddRow([
                    firmware == FirmwareKind.Bios ? "BIOS" : "UEFI",
                    size < 1024 ? $"{size} MB" : $"{size / 1024} GB",
                    .. BootMatrix.Columns.Select(column => results.TryGetValue(column.Machine with { Firmware = firmware, Megabytes = size }, out MatrixResult? one) ? Describe(one) : "-"),
                ]);
            }
        }

        // A table is as wide as its contents, also in a file.
        IAnsiConsole console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Out) });
        console.Profile.Width = Math.Max(console.Profile.Width, 140);
        console.Write(table);
        foreach (string reason in results.Values.Where(one => one.Verdict == MatrixVerdict.FirmwareCannot).Select(one => one.Reason).Distinct())
            Console.WriteLine($"firmware: {reason}");

        foreach ((MachineOptions machine, MatrixResult one) in results.Where(pair => pair.Value.Verdict == MatrixVerdict.Fails))
            Console.WriteLine($"\n{machine.Emulator} {machine.Board}, {machine.Firmware}, {machine.Megabytes} MB: {one.Reason}");

        int Count(MatrixVerdict verdict) => results.Values.Count(one => one.Verdict == verdict);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Count(MatrixVerdict.Works)} work, {Count(MatrixVerdict.FirmwareCannot)} that the firmware cannot, {Count(MatrixVerdict.Fails)} fail, {time.TotalSeconds:0} s"));
    }

    private static string Describe(MatrixResult result) => result.Verdict switch
    {
        MatrixVerdict.Works => string.Create(CultureInfo.InvariantCulture, $"works {result.Boot.TotalSeconds:0.0} / {result.Whole.TotalSeconds:0.0} s"),
        MatrixVerdict.FirmwareCannot => "firmware",
        _ => "FAILS",
    };
}
