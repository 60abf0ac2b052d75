using System;
using System.Collections.Generic;
using LiOS.Memory;
using Xunit;

namespace LiOS.Tests.Memory;

public unsafe class PhysicalMemoryTests
{
    private const ulong MiB = ByteUnits.MiB;
    private const ulong GiB = ByteUnits.GiB;

    [Fact]
    public void Fill_HandsOutEveryFrameOnce()
    {
        using SimulatedMachine machine = new(32 * MiB);
        PhysicalMemory* memory = machine.Physical;
        ulong free = memory->FreeFrames;
        Assert.InRange(free, 32 * MiB / 4096 - 64, 32 * MiB / 4096);
        HashSet<ulong> seen = [];
        while (memory->TryAllocate(FrameOwner.UserAnonymous, out Frame frame))
        {
            Assert.True(seen.Add(frame.Number));
            Assert.NotEqual(0UL, frame.Number);
            *(ulong*)memory->PointerTo(frame) = frame.Number;
        }
        Assert.Equal(free, (ulong)seen.Count);
        Assert.Equal(0UL, memory->FreeFrames);
        foreach (ulong number in seen)
        {
            Assert.Equal(number, *(ulong*)memory->PointerTo(new Frame(number)));
            memory->Free(new Frame(number));
        }
        Assert.Equal(free, memory->FreeFrames);
        Assert.Equal(0UL, memory->CountOf(FrameOwner.UserAnonymous));
    }

    [Fact]
    public void DoubleFree_And_ForeignFree_Panic()
    {
        using SimulatedMachine machine = new(32 * MiB);
        PhysicalMemory* memory = machine.Physical;
        Assert.True(memory->TryAllocate(FrameOwner.Kernel, out Frame frame));
        memory->Free(frame);
        Assert.Throws<MemoryPanicException>(() => memory->Free(frame));
        Assert.Throws<MemoryPanicException>(() => memory->Release(frame));
        Assert.Throws<MemoryPanicException>(() => memory->Acquire(frame));
        Assert.Throws<MemoryPanicException>(() => memory->Free(new Frame(0)));
        Assert.Throws<MemoryPanicException>(() => memory->Free(new Frame(1UL << 40)));
        Assert.True(memory->TryAllocate(FrameOwner.Kernel, out frame));
        memory->Acquire(frame);
        Assert.Throws<MemoryPanicException>(() => memory->Free(frame));
    }

    [Fact]
    public void References_FreeAtZero()
    {
        using SimulatedMachine machine = new(32 * MiB);
        PhysicalMemory* memory = machine.Physical;
        ulong free = memory->FreeFrames;
        Assert.True(memory->TryAllocate(FrameOwner.PageCache, out Frame frame));
        memory->Acquire(frame);
        memory->Acquire(frame);
        Assert.Equal(1UL, memory->SharedFrames);
        Assert.Equal(3U, memory->ReferencesOf(frame));
        memory->Release(frame);
        memory->Release(frame);
        Assert.Equal(0UL, memory->SharedFrames);
        Assert.Equal(1UL, memory->CountOf(FrameOwner.PageCache));
        memory->Release(frame);
        Assert.Equal(free, memory->FreeFrames);
    }

    [Fact]
    public void Zones_AreKept()
    {
        using SimulatedMachine machine = new(6 * GiB);
        PhysicalMemory* memory = machine.Physical;
        Assert.True(memory->TryAllocate(FrameZone.Dma, FrameOwner.Device, AllocationFlags.None, out Frame dma));
        Assert.True(dma.Start.Value < 16 * MiB);
        Assert.True(memory->TryAllocate(FrameZone.Dma32, FrameOwner.Device, AllocationFlags.None, out Frame dma32));
        Assert.InRange(dma32.Start.Value, 16 * MiB, 4 * GiB - 1);
        Assert.True(memory->TryAllocate(FrameOwner.UserAnonymous, out Frame normal));
        Assert.True(normal.Start.Value >= 4 * GiB);
        while (memory->TryAllocate(FrameZone.Dma, FrameOwner.Device, AllocationFlags.None, out Frame frame))
            Assert.True(frame.Start.Value < 16 * MiB);
        Assert.True(memory->TryAllocate(FrameZone.Dma32, FrameOwner.Device, AllocationFlags.FallBack, out _));
    }

    [Fact]
    public void UnmappedMemory_IsNotTouchedBeforeTheLimitIsRaised()
    {
        using SimulatedMachine machine = new(6 * GiB, mappedLimit: 4 * GiB);
        PhysicalMemory* memory = machine.Physical;
        Assert.True(memory->FrameOf(memory).Start.Value < 4 * GiB);
        Assert.True(memory->TryAllocate(FrameOwner.UserAnonymous, out Frame low));
        Assert.True(low.Start.Value < 4 * GiB);
        Assert.True(memory->TryAllocateContiguous(512, 512, new PhysicalAddress(ulong.MaxValue), FrameOwner.Kernel, out FrameRange run));
        Assert.True(run.End.Start.Value <= 4 * GiB);
        memory->RaiseMappedLimit(new PhysicalAddress(6 * GiB));
        bool isHigh = false;
        for (int i = 0; i < 100; i++)
        {
            Assert.True(memory->TryAllocate(FrameOwner.UserAnonymous, out Frame frame));
            isHigh |= frame.Start.Value >= 4 * GiB;
        }
        Assert.True(isHigh);
    }

    [Fact]
    public void Holes_AreNeverHandedOut()
    {
        using SimulatedMachine machine = new(64 * MiB, describe: m =>
        {
            m.Boot->Add(new PhysicalAddress(0), 0x9FC00, MemoryRegionKind.Usable);
            m.Boot->Add(new PhysicalAddress(0x9FC00), 0x60400, MemoryRegionKind.Firmware);
            m.Boot->Add(new PhysicalAddress(MiB), 63 * MiB, MemoryRegionKind.Usable);
            m.Boot->Add(new PhysicalAddress(16 * MiB), 3 * MiB + 100, MemoryRegionKind.Kernel);
            m.Boot->Add(new PhysicalAddress(40 * MiB), 8 * MiB, MemoryRegionKind.Module);
        });
        PhysicalMemory* memory = machine.Physical;
        while (memory->TryAllocate(FrameOwner.UserAnonymous, out Frame frame))
        {
            ulong start = frame.Start.Value;
            Assert.False(start is >= 0x9F000 and < 0x10_0000);
            Assert.False(start >= 16 * MiB && start < 19 * MiB + 4096);
            Assert.False(start >= 40 * MiB && start < 48 * MiB);
        }
        FrameRange module = new(new Frame(40 * MiB / 4096), 8 * MiB / 4096);
        memory->AdoptBootFrames(module, FrameOwner.Module);
        Assert.Equal(1U, memory->ReferencesOf(module.Start));
        Assert.Throws<MemoryPanicException>(() => memory->AdoptBootFrames(module, FrameOwner.Module));
        memory->Free(module);
        Assert.Equal(module.Count, memory->FreeFrames);
    }

    [Fact]
    public void Reserve_IsForTheKernelAlone()
    {
        using SimulatedMachine machine = new(32 * MiB, reserveFrames: 100);
        PhysicalMemory* memory = machine.Physical;
        while (memory->TryAllocateZeroed(FrameOwner.UserAnonymous, out _))
        {
        }
        Assert.Equal(100UL, memory->FreeFrames);
        for (int i = 0; i < 100; i++)
            Assert.True(memory->TryAllocateZeroed(FrameOwner.Kernel, out _));
        Assert.False(memory->TryAllocate(FrameOwner.Kernel, out _));
    }

    [Fact]
    public void Contiguous_HonoursAlignmentAndLimit_InFragmentedMemory()
    {
        using SimulatedMachine machine = new(64 * MiB);
        PhysicalMemory* memory = machine.Physical;
        List<Frame> all = [];
        while (memory->TryAllocate(FrameOwner.UserAnonymous, out Frame frame))
            all.Add(frame);
        all.Sort((a, b) => a.Number.CompareTo(b.Number));
        foreach (Frame frame in all)
        {
            if (frame.Number % 16 != 3)
                memory->Free(frame);
        }
        PhysicalAddress anywhere = new(ulong.MaxValue);
        Assert.True(memory->TryAllocateContiguous(15, 1, anywhere, FrameOwner.Device, out FrameRange fits));
        Assert.Equal(4UL, fits.Start.Number % 16);
        Assert.False(memory->TryAllocateContiguous(16, 1, anywhere, FrameOwner.Device, out _));
        Assert.True(memory->TryAllocateContiguous(8, 8, anywhere, FrameOwner.Device, out FrameRange aligned));
        Assert.Equal(0UL, aligned.Start.Number % 8);
        Assert.True(memory->TryAllocateContiguous(4, 4, new PhysicalAddress(16 * MiB), FrameOwner.Device, out FrameRange low));
        Assert.True(low.End.Start.Value <= 16 * MiB);
        Assert.False(memory->TryAllocateContiguous(0, 1, anywhere, FrameOwner.Device, out _));
        Assert.False(memory->TryAllocateContiguous(1, 3, anywhere, FrameOwner.Device, out _));
        Assert.False(memory->TryAllocateContiguous(ulong.MaxValue, 1, anywhere, FrameOwner.Device, out _));
        memory->Free(fits);
        memory->Free(aligned);
        memory->Free(low);
    }

    [Fact]
    public void Zeroed_IsZero_AlsoFromTheCache()
    {
        using SimulatedMachine machine = new(32 * MiB);
        PhysicalMemory* memory = machine.Physical;
        for (int round = 0; round < 3; round++)
        {
            List<Frame> frames = [];
            for (int i = 0; i < 200; i++)
            {
                Assert.True(memory->TryAllocateZeroed(FrameOwner.UserAnonymous, out Frame frame));
                Assert.Equal(-1, new ReadOnlySpan<byte>(memory->PointerTo(frame), 4096).IndexOfAnyExcept((byte)0));
                new Span<byte>(memory->PointerTo(frame), 4096).Fill(0xCC);
                frames.Add(frame);
            }
            foreach (Frame frame in frames)
                memory->Free(frame);
            while (memory->PrepareZeroedFrame())
            {
            }
        }
    }

    [Fact]
    public void TooLittleMemory_GivesNull()
    {
        using SimulatedMachine machine = new(16 * 4096, mappedLimit: 4096);
        Assert.True(machine.Physical == null);
    }

    [Fact]
    public void OneTebibyte_Works()
    {
        using SimulatedMachine machine = new(ByteUnits.TiB, mappedLimit: ByteUnits.TiB);
        PhysicalMemory* memory = machine.Physical;
        Assert.InRange(memory->FreeFrames, ByteUnits.TiB / 4096 - 600_000, ByteUnits.TiB / 4096);
        Assert.True(memory->TryAllocateContiguous(1 << 18, 1 << 18, new PhysicalAddress(ulong.MaxValue), FrameOwner.Kernel, out FrameRange run));
        Assert.Equal(0UL, run.Start.Number % (1 << 18));
        for (int i = 0; i < 1000; i++)
            Assert.True(memory->TryAllocate(FrameOwner.UserAnonymous, out _));
        memory->Free(run);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void RandomTraffic_AgreesWithASet(int seed)
    {
        using SimulatedMachine machine = new(48 * MiB);
        PhysicalMemory* memory = machine.Physical;
        ulong free = memory->FreeFrames;
        Random random = new(seed);
        Dictionary<ulong, uint> held = [];
        List<ulong> order = [];
        for (int step = 0; step < 200_000; step++)
        {
            int what = random.Next(100);
            if (what < 45)
            {
                if (memory->TryAllocate(FrameOwner.UserAnonymous, out Frame frame))
                {
                    Assert.True(held.TryAdd(frame.Number, 1));
                    order.Add(frame.Number);
                }
            }
            else if (what < 48)
            {
                ulong count = (ulong)random.Next(1, 40);
                if (memory->TryAllocateContiguous(count, 1UL << random.Next(6), new PhysicalAddress(ulong.MaxValue), FrameOwner.UserAnonymous, out FrameRange run))
                {
                    for (ulong i = 0; i < count; i++)
                    {
                        Assert.True(held.TryAdd((run.Start + i).Number, 1));
                        order.Add((run.Start + i).Number);
                    }
                }
            }
            else if (what < 55 && order.Count != 0)
            {
                ulong frame = order[random.Next(order.Count)];
                memory->Acquire(new Frame(frame));
                held[frame]++;
            }
            else if (order.Count != 0)
            {
                int index = random.Next(order.Count);
                ulong frame = order[index];
                memory->Release(new Frame(frame));
                if (--held[frame] == 0)
                {
                    held.Remove(frame);
                    order[index] = order[^1];
                    order.RemoveAt(order.Count - 1);
                }
            }
            Assert.Equal(free - (ulong)held.Count, memory->FreeFrames);
        }
    }
}
