using System;
using BenchmarkDotNet.Attributes;
using LiOS.Memory;

namespace LiOS.Benchmarks.Spaces;

/// <summary>What operations on a space cost among ever more regions.</summary>
public unsafe class SpaceBenchmarks
{
    private const ulong Base = 0x1000_0000;
    private const Protection ReadWrite = Protection.Read | Protection.Write;

    private HostMemory _machine = null!;
    private MemorySpace* _space;
    private ulong _free;
    private ulong _at;
    private bool _isReadOnly;

    /// <summary>Regions in the space.</summary>
    [Params(100, 1_000, 10_000, 100_000, 1_000_000)]
    public int Regions { get; set; }

    /// <summary>Maps every other page.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _machine = new HostMemory(4 * ByteUnits.GiB);
        _space = MemorySpace.CreateUser(_machine.Physical, _machine.KernelRoot);
        for (int i = 0; i < Regions; i++)
            Map(Base + (ulong)((long)i * 7_368_787 % Regions) * 8192, 4096);
        _free = Map(0, 16 * ByteUnits.MiB);
        _space->HandleFault(_free + ByteUnits.MiB, Protection.Write, true);
    }

    /// <summary>Gives the memory back.</summary>
    [GlobalCleanup]
    public void CleanUp() => _machine.Dispose();

    /// <summary>mmap and munmap of an untouched page.</summary>
    [Benchmark]
    public void MapAndUnmap() => _space->Unmap(Map(0, 4096), 4096);

    /// <summary>A fault whose page is there already: finding the region and the entry, each time another region.</summary>
    [Benchmark]
    public FaultOutcome FindByFault()
    {
        _at = (_at + 7_919) % (ulong)Regions;
        return _space->HandleFault(Base + _at * 8192 + 4096, Protection.Read, true);
    }

    /// <summary>mprotect of a touched page in the middle of a region, to and fro: two splits, or two merges.</summary>
    [Benchmark]
    public void Protect()
    {
        _isReadOnly = !_isReadOnly;
        _space->Protect(_free + ByteUnits.MiB, 4096, _isReadOnly ? Protection.Read : ReadWrite);
    }

    private ulong Map(ulong address, ulong length)
    {
        MapRequest request = new() { Address = address, Length = length, Protection = ReadWrite, Placement = address == 0 ? Placement.Hint : Placement.Fixed };
        MemoryStatus status = _space->Map(&request, out ulong at);
        return status == MemoryStatus.Ok ? at : throw new InvalidOperationException(status.ToString());
    }
}
