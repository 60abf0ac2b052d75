using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using LiOS.Emulation;
using LiOS.Memory;
using Xunit;
using Xunit.Abstractions;

namespace LiOS.Tests.Memory;

/// <summary>Every place in the library that asks for frames fails once, alone; everything is as before, and nothing leaks.</summary>
public unsafe class AllocationSiteTests(ITestOutputHelper output)
{
    private const Protection ReadWrite = Protection.Read | Protection.Write;
    private const ulong Base = 0x1000_0000;
    private const ulong Shared = Base + ByteUnits.GiB;
    private const ulong Huge = Base - HugePage;
    private const ulong HugePage = 2 * ByteUnits.MiB;
    private const ulong Pages = 6;

    private const string AfterFork = "write after fork";

    // What is done on the bench; the answer is false when memory runs out.
    private static readonly Dictionary<string, Func<Bench, bool>> s_operations = new()
    {
        ["map"] = bench => Map(bench.Space, 0, 4096),
        ["map over"] = bench => Map(bench.Space, Base + 4096, 4096),
        ["map shared"] = bench => Map(bench.Space, 0, 4096, isShared: true),
        ["write"] = bench => Write(bench.Space, Base + 512 * ByteUnits.MiB, 1),
        ["write, huge page"] = bench => Write(bench.Space, Huge, 1),
        ["read, then write"] = bench => Write(bench.Space, Base + 4096, 1),
        ["write shared"] = bench => Write(bench.Space, Shared, 1),
        [AfterFork] = bench => Write(bench.Space, Base, 0),
        ["fork"] = bench =>
        {
            bool isDone = bench.Space->Fork(out MemorySpace* child) == MemoryStatus.Ok;
            if (isDone)
                MemorySpace.Destroy(child);
            return isDone;
        },
        ["move"] = bench => bench.Space->Remap(Base, 2 * 4096, 4 * 4096, true, 0x100_0000_0000, out _) == MemoryStatus.Ok,
        ["populate"] = bench => bench.Kernel->Populate(bench.KernelBase, 3 * 4096) == MemoryStatus.Ok,
        ["kmalloc of 100 bytes"] = bench => Allocate(bench, 100),
        ["kmalloc of a page"] = bench => Allocate(bench, 4096),
        ["kmalloc of 40 KiB"] = bench => Allocate(bench, 40_960),
    };

    [Fact]
    public void EverySite_FailsOnceAndLeavesEverythingAsItWas()
    {
        List<AllocationSite> missed = [];
        foreach (AllocationSite site in Enum.GetValues<AllocationSite>().Where(site => site is not (AllocationSite.Outside or AllocationSite.ZeroPage)))
        {
            string[] visitors = [.. s_operations.Where(operation => Visits(site, operation.Key, operation.Value)).Select(operation => operation.Key)];
            output.WriteLine($"{site,-16} {string.Join(", ", visitors)}");
            if (visitors.Length == 0)
                missed.Add(site);
        }
        Assert.Empty(missed);
    }

    /// <summary>The page of zeros is the first frame that is asked for: with exactly as many as the tables take, there is none.</summary>
    [Fact]
    public void ZeroPage_ThatCannotBeHad_IsToldAtBoot()
    {
        const ulong place = ByteUnits.MiB;
        for (ulong pages = 1; pages < 64; pages++)
        {
            using SimulatedMachine machine = new(4 * ByteUnits.MiB, describe: m => m.Boot->Add(new PhysicalAddress(place), pages * 4096, MemoryRegionKind.Usable));
            if (machine.Physical == null)
                continue;
            // One frame less was enough for the tables, and yet there was no machine.
            Assert.Equal(0UL, machine.Physical->FreeFrames);
            return;
        }
        Assert.Fail("no machine is large enough");
    }

    /// <summary>Nobody asks for frames without a name, and no name stands for two places.</summary>
    [Fact]
    public void EverySite_HasOneNameOfItsOwn()
    {
        string folder = Path.Combine(MachineSettings.FindRoot(AppContext.BaseDirectory)!, "LiOS.Memory");
        List<string> names = [];
        foreach (string path in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(path => !path.Contains("/obj/", StringComparison.Ordinal)))
        {
            if (Path.GetFileName(path) is "AllocationSite.cs" or "PhysicalMemory.Allocation.cs")
                continue;
            foreach (string line in File.ReadLines(path))
            {
                names.AddRange(Regex.Matches(line, @"AllocationSite\.(\w+)").Select(match => match.Groups[1].Value));
                if (Regex.IsMatch(line, @"(>|\.)(TryAllocate\w*|Reserve)\(") && !line.Contains("///", StringComparison.Ordinal))
                    Assert.Matches(@"AllocationSite\.|\bsite\b", line);
            }
        }
        names.RemoveAll(name => name == nameof(AllocationSite.Outside));
        Assert.Equal(Enum.GetNames<AllocationSite>().Where(name => name != nameof(AllocationSite.Outside)).Order(), names.Order());
    }

    /// <summary>Lets a site fail during an operation.</summary>
    /// <returns>Whether the operation came by.</returns>
    private static bool Visits(AllocationSite site, string name, Func<Bench, bool> operation)
    {
        using Bench bench = new(forks: name == AfterFork);
        PhysicalMemory* memory = bench.Driver.Machine.Physical;
        bench.TakeSpareObjects();
        (ulong Regions, ulong Bytes, ulong Resident, ulong Free) before = bench.State();
        memory->FailureSite = site;
        memory->FailureCountdown = 1;
        bool isDone = operation(bench);
        bool isVisited = memory->FailureCountdown == 0;
        memory->FailureCountdown = 0;
        memory->FailureSite = AllocationSite.Outside;
        if (isVisited && site is AllocationSite.HugePage or AllocationSite.SpareTable)
        {
            // Nobody is told: there is a small page instead, and a huge one the next time.
            Assert.True(isDone, $"{name} failed for want of {site}");
            Assert.Equal((0UL, before.Resident + 1), (bench.Space->HugePages, bench.Space->ResidentPages));
            Assert.Equal(MemoryStatus.Ok, bench.Space->Discard(Huge, HugePage));
            Assert.Equal(before, bench.State());
            Assert.True(operation(bench) && bench.Space->HugePages == 1);
        }
        else if (isVisited)
        {
            Assert.False(isDone, $"{site} failed during {name} and nobody noticed");
            Assert.Equal(before, bench.State());
            // What failed for lack of memory works when there is some.
            Assert.True(operation(bench), $"{site} failed once and {name} fails ever after");
        }
        bench.End();
        return isVisited;
    }

    private static bool Map(MemorySpace* space, ulong address, ulong length, bool isShared = false)
    {
        MapRequest request = new() { Address = address, Length = length, Protection = ReadWrite, IsShared = isShared, Placement = address == 0 ? Placement.Hint : Placement.Fixed };
        return space->Map(&request, out _) == MemoryStatus.Ok;
    }

    private static bool Write(MemorySpace* space, ulong address, ulong value) => space->CopyOut(address, (byte*)&value, 8, out _) == MemoryStatus.Ok;

    private static bool Allocate(Bench bench, ulong size)
    {
        void* block = bench.Heap.Allocate(size, 16);
        bench.Heap.Free(block, size, 16);
        return block != null;
    }

    /// <summary>A user space and a kernel space with something in them, and a heap.</summary>
    private sealed class Bench : IDisposable
    {
        private readonly KernelHeap* _heap;
        private readonly List<(nint Cache, nint Item)> _spare = [];
        private readonly MemorySpace* _child;

        public Bench(bool forks)
        {
            Driver = new SpaceDriver(hugePages: HugePagePolicy.Advised);
            _heap = (KernelHeap*)NativeMemory.AllocZeroed((nuint)sizeof(KernelHeap));
            _heap->Initialize(Driver.Machine.Physical);
            Assert.True(Map(Space, Base, ByteUnits.GiB) && Map(Space, Shared, ByteUnits.GiB, isShared: true) && Map(Space, Huge, HugePage));
            Assert.Equal(MemoryStatus.Ok, Space->AdviseHugePages(Huge, HugePage, HugePageAdvice.Wanted));
            for (ulong i = 0; i < Pages; i++)
                Assert.True(Write(Space, Base + 2 * i * 4096, i));
            Assert.Equal(FaultOutcome.Resolved, Space->HandleFault(Base + 4096, Protection.Read, true));
            Kernel = MemorySpace.CreateKernel(Driver.Machine.Physical, Driver.KernelRoot, new VirtualAddress(KernelLayout.Heap), KernelLayout.HeapLength);
            MapRequest request = new() { Length = ByteUnits.MiB, Protection = ReadWrite };
            Assert.Equal(MemoryStatus.Ok, Kernel->Map(&request, out ulong address));
            KernelBase = address;
            if (forks)
                Assert.Equal(MemoryStatus.Ok, Space->Fork(out _child));
        }

        public SpaceDriver Driver { get; }

        public MemorySpace* Space => Driver.Space(0);

        public MemorySpace* Kernel { get; }

        public ulong KernelBase { get; }

        public ref KernelHeap Heap => ref *_heap;

        /// <summary>Takes every object that could be had without a new slab, so that a slab is needed.</summary>
        public void TakeSpareObjects()
        {
            PhysicalMemory* memory = Driver.Machine.Physical;
            memory->TrimCaches();
            foreach (nint address in (nint[])[(nint)(&memory->RegionCache), (nint)(&memory->GapCache), (nint)(&memory->SpaceCache), (nint)(&memory->SharedMemoryCache)])
            {
                SlabCache* cache = (SlabCache*)address;
                while (cache->FreeObjects != 0)
                    _spare.Add((address, (nint)cache->Allocate()));
            }
        }

        /// <summary>What an operation that fails must not change.</summary>
        public (ulong Regions, ulong Bytes, ulong Resident, ulong Free) State()
        {
            Assert.True(Space->Verify(out string? problem), problem);
            Assert.True(Kernel->Verify(out problem), problem);
            for (ulong i = 0; i < Pages; i++)
            {
                ulong value;
                Assert.Equal((MemoryStatus.Ok, i), (Space->CopyIn(Base + 2 * i * 4096, (byte*)&value, 8, out _), value));
            }
            Driver.Machine.Physical->TrimCaches();
            Heap.Trim();
            // A space that shares page tables may have made one its own already: that changes nothing that can be seen.
            ulong free = _child != null ? 0 : Driver.Machine.Physical->FreeFrames;
            return (Space->RegionCount + Kernel->RegionCount, Space->MappedBytes + Kernel->MappedBytes, Space->ResidentPages + Kernel->ResidentPages, free);
        }

        /// <summary>Everything is given back.</summary>
        public void End()
        {
            GiveSpareObjects();
            if (_child != null)
                MemorySpace.Destroy(_child);
            MemorySpace.Destroy(Kernel);
            Heap.Trim();
            Driver.DestroyAll();
        }

        public void Dispose()
        {
            NativeMemory.Free(_heap);
            Driver.Dispose();
        }

        private void GiveSpareObjects()
        {
            foreach ((nint cache, nint item) in _spare)
                ((SlabCache*)cache)->Free((void*)item);
            _spare.Clear();
        }
    }
}
