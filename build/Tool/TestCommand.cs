using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation;

namespace LiOS.Tool;

/// <summary><c>./lios test</c>: builds everything, runs the host tests and the machine tests, and counts.</summary>
internal static class TestCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(MachineSettings settings)
    {
        Command command = new("test", "Builds everything and runs the tests; the last line says how many passed and failed.");
        Option<string?> filter = new("--filter") { Description = "Only tests whose full name contains this text, or a filter as dotnet test takes it." };
        Option<bool> matrix = new("--memory-matrix")
        {
            Description = "Only the proofs of the memory subsystem, on every emulator and firmware with 32 MiB to 6 GiB; prints a table. Takes about ten minutes.",
        };
        Option<string?> timer = new("--timer") { Description = "Timer that drives the scheduler in every machine whose test does not choose one: pit or apic.", HelpName = "pit|apic" };
        Option<bool> bochs = new("--bochs") { Description = "The tests that run in Bochs alone, the long ones among them: every suite inside the kernel." };
        timer.AcceptOnlyFromAmong("pit", "apic");
        command.Add(filter);
        command.Add(timer);
        command.Add(bochs);
        command.Add(matrix);
        command.SetAction(async (result, _) =>
        {
            try
            {
                ImageBuild.Progress("Building LiOS and its tests", () => DotnetBuild.Run(settings.Root));
            }
            catch (HostToolException e)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return Report([new(0, ["the build"], [])]);
            }

            if (result.GetValue(matrix)) return await RunMatrixAsync(settings);
            // The tests read the settings as every program does: the environment wins over Cosmos.config.
            if (result.GetValue(timer) is { } chosen)
                Environment.SetEnvironmentVariable("LiosTimer", chosen);

            string? wanted = result.GetValue(filter);
            if (wanted is not null && wanted.IndexOfAny(['=', '~']) < 0)
                wanted = $"FullyQualifiedName~{wanted}";

            List<TestRun> runs = [];
            (string Title, string Filter)[] categories = result.GetValue(bochs)
                ? [("Bochs", "Emulator=Bochs")]
                : [("host", "Category!=Machine"), ("machine", "Category=Machine&Category!=Long")];
            foreach ((string title, string category) in categories)
                runs.Add(await TestRun.RunAsync(settings, title, wanted is null ? category : $"({category})&({wanted})"));

            return Report(runs);
        });
        return command;
    }

    private static async Task<int> RunMatrixAsync(MachineSettings settings)
    {
        string table = Path.Combine(settings.Out, "tests", "memory-matrix.md");
        File.Delete(table);
        Environment.SetEnvironmentVariable("LIOS_MEMORY_MATRIX", "1");
        TestRun run = await TestRun.RunAsync(settings, "memory-matrix", "FullyQualifiedName~MemoryProofTests");
        if (File.Exists(table)) Console.WriteLine($"\n{await File.ReadAllTextAsync(table)}");
        return Report([run]);
    }

    private static int Report(IReadOnlyCollection<TestRun> runs)
    {
        string[] failures = [.. runs.SelectMany(run => run.Failures)];
        if (failures.Length > 0)
            Console.WriteLine($"\nFailed:\n  {string.Join("\n  ", failures)}\n");

        string[] leftOut = [.. runs.SelectMany(run => run.LeftOut)];
        if (leftOut.Length > 0)
            Console.WriteLine($"\nNot run:\n  {string.Join("\n  ", leftOut)}\n");

        Console.WriteLine($"{runs.Sum(run => run.Passed)} passed, {failures.Length} failed");
        return failures.Length == 0 ? 0 : 1;
    }
}
