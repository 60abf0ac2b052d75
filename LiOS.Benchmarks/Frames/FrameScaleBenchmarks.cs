using System;
using BenchmarkDotNet.Attributes;

namespace LiOS.Benchmarks.Frames;

/// <summary>Whether the size of memory matters: half of the first GiB taken, the machine ever larger.</summary>
public class FrameScaleBenchmarks
{
    private readonly long[] _batch = new long[256];
    private FrameSource _frames = null!;

    /// <summary>GiB of memory.</summary>
    [Params(1, 32, 1024)]
    public int Gibibytes { get; set; }

    /// <summary>Makes the memory.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _frames = new LiosFrames(Gibibytes << 18);
        for (int i = 0; i < 1 << 17; i++)
            _frames.Allocate();
    }

    /// <summary>Gives it back.</summary>
    [GlobalCleanup]
    public void CleanUp() => _frames.Dispose();

    /// <summary>256 frames, and all of them back.</summary>
    [Benchmark(OperationsPerInvoke = 256)]
    public void Batch()
    {
        for (int i = 0; i < _batch.Length; i++)
            _batch[i] = _frames.Allocate();
        foreach (long frame in _batch)
            _frames.Free(frame);
    }

    /// <summary>16 consecutive frames.</summary>
    [Benchmark]
    public void Contiguous() => _frames.FreeRun(_frames.AllocateRun(16), 16);
}
