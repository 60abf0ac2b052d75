using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml.Linq;
using LiOS.Emulation;

namespace LiOS.Tool;

/// <summary>What one run of the test program brought.</summary>
/// <param name="Passed">How many tests passed.</param>
/// <param name="Failures">The names of those that did not; a run that broke off counts as one more.</param>
/// <param name="LeftOut">The names of those that were not run, with the reason.</param>
internal sealed partial record TestRun(int Passed, IReadOnlyList<string> Failures, IReadOnlyList<string> LeftOut)
{
    /// <summary>Runs the tests that a filter selects, and shows them as they end.</summary>
    /// <param name="settings">The working copy.</param>
    /// <param name="title">Names the run in what is printed.</param>
    /// <param name="filter">A filter in the language of dotnet test.</param>
    public static async Task<TestRun> RunAsync(MachineSettings settings, string title, string filter)
    {
        string folder = Path.Combine(settings.Out, "tests");
        string results = Path.Combine(folder, title + ".trx");
        Directory.CreateDirectory(folder);
        File.Delete(results);
        Console.WriteLine($"{title} tests");
        string[] arguments =
        [
            "test", Path.Combine(settings.Root, "LiOS.Tests"), "--no-build", "-nologo", "--filter", filter, "--results-directory", folder,
            "--logger", $"trx;LogFileName={title}.trx", "--logger", "console;verbosity=normal",
        ];
        ProcessStartInfo start = new("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = HostTool.Start(start);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Queue<string> last = [];
        Stopwatch clock = Stopwatch.StartNew();
        int count = 0;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            last.Enqueue(line);
            if (last.Count > 40)
                last.Dequeue();

            Match match = ResultLine().Match(line);
            if (!match.Success)
                continue;

            // There are thousands of quick tests and few slow ones: the quick ones are only counted.
            count++;
            if (match.Groups["result"].Value != "Passed" || match.Groups["time"].Value.EndsWith(" s", StringComparison.Ordinal))
                Console.WriteLine(line);
            else if (count % 1000 == 0)
                Console.WriteLine($"  {count} tests, {clock.Elapsed.TotalSeconds:0} s");
        }

        await process.WaitForExitAsync();
        TestRun run = File.Exists(results) ? Read(results) : new(0, [], []);
        if (process.ExitCode != 0 && run.Failures.Count == 0)
        {
            Console.WriteLine($"{string.Join('\n', last)}\n{await errors}");
            run = run with { Failures = [$"the run of the {title} tests itself, which ended with status {process.ExitCode}"] };
        }

        Console.WriteLine($"  {run.Passed} {title} tests passed, {run.Failures.Count} failed, {clock.Elapsed.TotalSeconds:0} s");
        return run;
    }

    /// <summary>Counts the results in a file of Visual Studio's test result format, and prints why tests failed.</summary>
    private static TestRun Read(string path)
    {
        int passed = 0;
        List<string> failures = [], leftOut = [];
        foreach (XElement result in XDocument.Load(path).Descendants().Where(element => element.Name.LocalName == "UnitTestResult"))
        {
            switch ((string?)result.Attribute("outcome"))
            {
                case "Passed":
                    passed++;
                    break;
                case "NotExecuted":
                    leftOut.Add($"{(string)result.Attribute("testName")!}: {string.Join(' ', Texts(result)).Trim()}");
                    break;
                default:
                    string name = (string)result.Attribute("testName")!;
                    failures.Add(name);
                    Console.WriteLine($"\n  {name}\n    {string.Join("\n", Texts(result)).Trim().Replace("\n", "\n    ", StringComparison.Ordinal)}");
                    break;
            }
        }

        return new(passed, failures, leftOut);
    }

    private static IEnumerable<string> Texts(XElement result)
        => result.Descendants().Where(element => element.Name.LocalName is "Message" or "StackTrace" or "StdOut").Select(element => element.Value);

    [GeneratedRegex(@"^\s+(?<result>Passed|Failed|Skipped) (?<name>.+?)( \[(?<time>.+)\])?$")]
    private static partial Regex ResultLine();
}
