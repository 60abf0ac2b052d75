using System;
using BenchmarkDotNet.Attributes;
using LiOS.Memory;

namespace LiOS.Benchmarks.Spaces;

/// <summary>What a page costs: faults, copies, forks. The zeroing and copying of pages is the host's.</summary>
public unsafe class PageBenchmarks
{
    private const int Pages = 256;
    private const ulong Length = Pages * Page.Size;
    private const ulong Base = 0x1000_0000;
    private const ulong Touched = Base + ByteUnits.GiB;

    private HostMemory _machine = null!;
    private MemorySpace* _space;

    /// <summary>Makes a space with 1 MiB touched.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _machine = new HostMemory(ByteUnits.GiB);
        _space = MemorySpace.CreateUser(_machine.Physical, _machine.KernelRoot);
        Map(Touched);
        Access(_space, Touched, Protection.Write);
    }

    /// <summary>Gives the memory back.</summary>
    [GlobalCleanup]
    public void CleanUp() => _machine.Dispose();

    /// <summary>Write faults on fresh memory, and its end.</summary>
    [Benchmark(OperationsPerInvoke = Pages)]
    public void WriteFaultAndUnmap()
    {
        Map(Base);
        Access(_space, Base, Protection.Write);
        _space->Unmap(Base, Length);
    }

    /// <summary>Read faults on fresh memory, and its end.</summary>
    [Benchmark(OperationsPerInvoke = Pages)]
    public void ReadFaultAndUnmap()
    {
        Map(Base);
        Access(_space, Base, Protection.Read);
        _space->Unmap(Base, Length);
    }

    /// <summary>A change of rights, to and fro, of touched memory.</summary>
    [Benchmark(OperationsPerInvoke = 2 * Pages)]
    public void ProtectTouched()
    {
        _space->Protect(Touched, Length, Protection.Read);
        _space->Protect(Touched, Length, Protection.Read | Protection.Write);
    }

    /// <summary>A fork of a space with 1 MiB touched, and the end of the child.</summary>
    [Benchmark]
    public void ForkAndEnd() => MemorySpace.Destroy(Fork());

    /// <summary>A fork whose child writes to every page.</summary>
    [Benchmark(OperationsPerInvoke = Pages)]
    public void CopyOnWrite()
    {
        MemorySpace* child = Fork();
        Access(child, Touched, Protection.Write);
        MemorySpace.Destroy(child);
    }

    private static void Access(MemorySpace* space, ulong address, Protection access)
    {
        for (ulong end = address + Length; address < end; address += Page.Size)
            space->HandleFault(address, access, true);
    }

    private void Map(ulong address)
    {
        MapRequest request = new() { Address = address, Length = Length, Protection = Protection.Read | Protection.Write, Placement = Placement.Fixed };
        if (_space->Map(&request, out _) != MemoryStatus.Ok)
            throw new InvalidOperationException("there is no memory");
    }

    private MemorySpace* Fork() => _space->Fork(out MemorySpace* child) == MemoryStatus.Ok ? child : throw new InvalidOperationException("there is no memory");
}
