using System;
using System.Collections.Generic;
using LiOS.Memory;
using Xunit;

namespace LiOS.Tests.Memory;

/// <summary>Kernel heaps catch those who misuse them.</summary>
public unsafe class MisuseTests
{
    private const ulong KernelHeapStart = KernelLayout.Heap;

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(1000)]
    [InlineData(1024)]
    [InlineData(5000)]
    [InlineData(4096)]
    public void WriteBehindTheEnd_IsFoundWhenTheBlockIsFreed(int size)
    {
        using SimulatedMachine machine = new(16 * ByteUnits.MiB);
        KernelHeap heap = default;
        KernelHeap* pointer = &heap;
        pointer->Initialize(machine.Physical, hasRedZones: true);
        byte* block = (byte*)pointer->Allocate((ulong)size, 16);
        new Span<byte>(block, size).Fill(1);
        pointer->Free(block, (ulong)size, 16);
        block = (byte*)pointer->Allocate((ulong)size, 16);
        block[size] = 1;
        Assert.Throws<MemoryPanicException>(() => pointer->Free(block, (ulong)size, 16));
    }

    [Fact]
    public void FreeingTwice_OrWithAnotherSize_IsFound()
    {
        using SimulatedMachine machine = new(16 * ByteUnits.MiB);
        KernelHeap heap = default;
        KernelHeap* pointer = &heap;
        pointer->Initialize(machine.Physical, hasRedZones: true);
        byte* block = (byte*)pointer->Allocate(40, 8);
        new Span<byte>(block, 40).Fill(1);
        Assert.Throws<MemoryPanicException>(() => pointer->Free(block, 39, 8));
        Assert.Throws<MemoryPanicException>(() => pointer->Free(block, 400, 8));
        Assert.Throws<MemoryPanicException>(() => pointer->Free(block + 8, 40, 8));
        pointer->Free(block, 40, 8);
        Assert.Throws<MemoryPanicException>(() => pointer->Free(block, 40, 8));
    }

    /// <summary>Random blocks against a list: they never overlap, keep their guards, and everything comes back.</summary>
    [Fact]
    public void VirtualBlocks_FollowAModel()
    {
        using SimulatedMachine machine = new(64 * ByteUnits.MiB);
        VirtualHeap heap = Make(machine, out MemorySpace* space);
        ulong free = machine.Physical->FreeFrames;
        List<(ulong Address, ulong Size)> blocks = [];
        Random random = new(7);
        for (int step = 0; step < 4_000; step++)
        {
            if (blocks.Count < 40 && random.Next(2) == 0)
            {
                ulong size = (ulong)random.Next(1, 100_000);
                Assert.Equal(MemoryStatus.Ok, heap.Allocate(size, out ulong address));
                Assert.True(space->Query(address - 1, out RegionInfo guard) && guard.Kind == RegionKind.Guard);
                Assert.True(space->Query(address + ((size + 4095) & ~4095UL), out guard) && guard.Kind == RegionKind.Guard);
                blocks.Add((address, size));
            }
            else if (blocks.Count > 0)
            {
                int which = random.Next(blocks.Count);
                Assert.Equal(MemoryStatus.Ok, heap.Free(blocks[which].Address, blocks[which].Size));
                blocks.RemoveAt(which);
            }
        }
        foreach ((ulong address, ulong size) in blocks) Assert.Equal(MemoryStatus.Ok, heap.Free(address, size));
        Assert.Equal(0UL, space->RegionCount);
        machine.Physical->TrimCaches();
        Assert.InRange(machine.Physical->FreeFrames, free, free + 4);
    }

    [Fact]
    public void VirtualBlock_MisuseIsFound_AndFailureLeavesNothing()
    {
        using SimulatedMachine machine = new(64 * ByteUnits.MiB);
        VirtualHeap heap = Make(machine, out MemorySpace* space);
        Assert.Equal(MemoryStatus.Ok, heap.Allocate(10_000, out ulong block));
        Assert.Throws<MemoryPanicException>(() => heap.Free(block, 4096));
        Assert.Throws<MemoryPanicException>(() => heap.Free(block + 4096, 8192));
        Assert.Equal(MemoryStatus.Ok, heap.Free(block, 10_000));
        Assert.Throws<MemoryPanicException>(() => heap.Free(block, 10_000));
        Assert.Equal(MemoryStatus.InvalidArgument, heap.Allocate(0, out _));

        ulong free = machine.Physical->FreeFrames;
        for (ulong countdown = 1; ; countdown++)
        {
            machine.Physical->FailureCountdown = countdown;
            MemoryStatus status = heap.Allocate(40_000, out block);
            bool wasHit = machine.Physical->FailureCountdown == 0;
            machine.Physical->FailureCountdown = 0;
            if (!wasHit)
            {
                Assert.Equal(MemoryStatus.Ok, status);
                break;
            }
            Assert.Equal(MemoryStatus.OutOfMemory, status);
            Assert.Equal(0UL, space->RegionCount);
            Assert.InRange(machine.Physical->FreeFrames, free - 2, free + 4);
        }
    }

    private static VirtualHeap Make(SimulatedMachine machine, out MemorySpace* space)
    {
        space = MemorySpace.CreateKernel(machine.Physical, machine.CreateKernelRoot(), new VirtualAddress(KernelHeapStart), KernelLayout.HeapLength);
        VirtualHeap heap = default;
        heap.Initialize(machine.Physical, space);
        return heap;
    }
}
