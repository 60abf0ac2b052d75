using System;
using System.Collections.Generic;
using BenchmarkDotNet.Attributes;
using LiOS.Benchmarks.Reports;

namespace LiOS.Benchmarks.Frames;

/// <summary>Allocating frames and freeing them again, in 1 GiB.</summary>
public class FrameBenchmarks
{
    private const int FrameCount = 1 << 18;
    private const int BatchLength = 256;
    private const int RunLength = 16;

    private static readonly HashSet<(string Subject, string Fill)> s_withoutRuns = [];

    private readonly long[] _batch = new long[BatchLength];
    private FrameSource _frames = null!;

    /// <summary>Who allocates.</summary>
    [ParamsAllValues]
    public FrameSourceKind Subject { get; set; }

    /// <summary>What is taken already.</summary>
    [ParamsAllValues]
    public FillLevel Fill { get; set; }

    /// <summary>Takes what is to be taken.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _frames = FrameSource.Create(Subject, FrameCount);
        int wanted = Fill switch { FillLevel.Empty => 0, FillLevel.HalfInOrder or FillLevel.HalfAtRandom => FrameCount / 2, _ => FrameCount / 100 * 99 };
        bool isRandom = Fill is FillLevel.HalfAtRandom or FillLevel.FullAtRandom;
        long[] taken = new long[FrameCount];
        int count = _frames.Fill(taken.AsSpan(0, isRandom ? FrameCount : wanted));
        if (isRandom)
        {
            new Random(1).Shuffle(taken.AsSpan(0, count));
            while (count > wanted)
                _frames.Free(taken[--count]);
        }
        if (!TryRun())
            s_withoutRuns.Add((Subject.ToString(), Fill.ToString()));
    }

    /// <summary>Gives the memory back.</summary>
    [GlobalCleanup]
    public void CleanUp() => _frames.Dispose();

    /// <summary>One frame.</summary>
    [Benchmark]
    public void Single() => _frames.Free(_frames.Allocate());

    /// <summary>256 frames, then all of them back: more than any cache of frames holds.</summary>
    [Benchmark(OperationsPerInvoke = BatchLength)]
    public void Batch()
    {
        for (int i = 0; i < _batch.Length; i++)
            _batch[i] = _frames.Allocate();
        foreach (long frame in _batch)
            _frames.Free(frame);
    }

    /// <summary>16 consecutive frames, or the answer that there are none.</summary>
    [Benchmark]
    public void Contiguous() => TryRun();

    /// <summary>Whether the number is the cost of finding out that there is no run, or none that the subject can find.</summary>
    internal static bool FindsNoRun(Measurement measurement) =>
        measurement is { Table: nameof(FrameBenchmarks), Operation: nameof(Contiguous) } && s_withoutRuns.Contains((measurement.Subject, measurement.Condition));

    private bool TryRun()
    {
        long first = _frames.AllocateRun(RunLength);
        if (first != FrameSource.None)
            _frames.FreeRun(first, RunLength);
        return first != FrameSource.None;
    }
}
