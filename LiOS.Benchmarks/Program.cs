using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using LiOS.Benchmarks.Frames;
using LiOS.Benchmarks.Reports;
using LiOS.Benchmarks.Spaces;
using LiOS.Benchmarks.Trees;

namespace LiOS.Benchmarks;

/// <summary>
/// Measures and reports: <c>[--long] [--json] [--only CLASS] [--guest FILE] [--output FOLDER]</c>. The guest's file has lines
/// "name number"; the folder receives memory.md and the pictures. Started by <c>./lios bench memory</c>.
/// </summary>
internal static class Program
{
    private static readonly Type[] s_classes =
        [typeof(FrameBenchmarks), typeof(FrameScaleBenchmarks), typeof(TreeBenchmarks), typeof(SpaceBenchmarks), typeof(PageBenchmarks)];

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static int Main(string[] arguments)
    {
        string? Value(string option) => Array.IndexOf(arguments, option) is >= 0 and int at && at + 1 < arguments.Length ? arguments[at + 1] : null;
        bool isLong = arguments.Contains("--long");
        string? only = Value("--only");
        List<Measurement> all = [.. Runner.Run(s_classes.Where(type => only is null || type.Name == only), isLong)];
        if (Value("--guest") is { } guest)
            all.AddRange(File.ReadLines(guest).Where(line => line.Length != 0).Select(ParseGuest));
        string tables = MarkdownReport.Write(all);
        if (Value("--output") is { } folder)
        {
            Directory.CreateDirectory(folder);
            string pictures = string.Concat(Charts.Write(all, folder).Select(file => $"![{Path.GetFileNameWithoutExtension(file)}]({file})\n\n"));
            string run = isLong ? "" : " (the short run, good for the first digit; `--long` takes its time)";
            File.WriteAllText(Path.Combine(folder, "memory.md"), $"# The memory subsystem, measured\n\n`./lios bench memory` makes this page{run}. What it means: [benchmarks.md](../benchmarks.md).\n\n{tables}{pictures.TrimEnd('\n')}\n");
        }
        Console.Write(arguments.Contains("--json") ? JsonSerializer.Serialize(all, s_json) + "\n" : tables);
        return 0;
    }

    private static Measurement ParseGuest(string line)
    {
        int space = line.TrimEnd().LastIndexOf(' ');
        double cost = double.Parse(line[space..], CultureInfo.InvariantCulture);
        return new("Guest", line[..space].TrimEnd(), "", "", cost, cost);
    }
}
