using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using LiOS.Benchmarks.Frames;
using Perfolizer.Horology;

namespace LiOS.Benchmarks.Reports;

/// <summary>Runs classes of benchmarks and gathers their numbers. All run in this process, so that ratios come from one run.</summary>
internal static class Runner
{
    // Many short iterations, of which the fastest counts: other work on the host can only make one slower.
    private const int Milliseconds = 4;
    private const int ShortIterations = 40;
    private const int LongIterations = 400;

    /// <summary>Runs.</summary>
    /// <param name="classes">The classes.</param>
    /// <param name="isLong">Whether to take the time that steady numbers need.</param>
    public static IReadOnlyList<Measurement> Run(IEnumerable<Type> classes, bool isLong)
    {
        Job job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromMilliseconds(Milliseconds))
            .WithWarmupCount(2)
            .WithIterationCount(isLong ? LongIterations : ShortIterations);
        IConfig config = ManualConfig.CreateEmpty().AddJob(job).AddLogger(NullLogger.Instance).AddColumnProvider(DefaultColumnProviders.Instance)
            .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared))
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), $"lios-benchmarks-{Environment.ProcessId}"))
            .WithOptions(ConfigOptions.DisableLogFile);
        List<Measurement> all = [];
        foreach (Type type in classes)
        {
            Console.Error.WriteLine($"measuring {type.Name}");
            Summary summary = BenchmarkRunner.Run(type, config);
            foreach (BenchmarkReport report in summary.Reports)
                all.Add(Convert(type, report));
        }
        return all;
    }

    private static Measurement Convert(Type type, BenchmarkReport report)
    {
        BenchmarkCase item = report.BenchmarkCase;
        if (report.ResultStatistics is not { } statistics)
            throw new InvalidOperationException($"{item.DisplayInfo} gave no result");
        string Text(bool isSubject) => string.Join(" ", item.Parameters.Items.Where(parameter => parameter.Name == "Subject" == isSubject).Select(parameter => parameter.Value));
        Measurement measured = new(type.Name, item.Descriptor.WorkloadMethod.Name, Text(false), Text(true), statistics.Min, statistics.Median);
        return FrameBenchmarks.FindsNoRun(measured) ? measured with { Note = "finds none" } : measured;
    }
}
