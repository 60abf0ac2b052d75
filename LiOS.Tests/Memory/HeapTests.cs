using System;
using System.Collections.Generic;
using LiOS.Memory;
using Xunit;

namespace LiOS.Tests.Memory;

public unsafe class HeapTests
{
    [Theory]
    [InlineData(1, 8)]
    [InlineData(24, 8)]
    [InlineData(100, 64)]
    [InlineData(1024, 1024)]
    public void Slab_ObjectsDoNotOverlap_AndFramesComeBack(uint size, uint alignment)
    {
        using SimulatedMachine machine = new(32 * ByteUnits.MiB);
        ulong free = machine.Physical->FreeFrames;
        SlabCache cache = default;
        SlabCache* slab = &cache;
        slab->Initialize(machine.Physical, size, alignment);
        HashSet<nuint> seen = [];
        for (int i = 0; i < 2000; i++)
        {
            byte* item = (byte*)slab->Allocate();
            Assert.Equal(0UL, (ulong)item % alignment);
            Assert.True(seen.Add((nuint)item));
            new Span<byte>(item, (int)size).Fill((byte)i);
        }
        Assert.Equal(2000UL, slab->UsedObjects);
        foreach (nuint item in seen)
            slab->Free((void*)item);
        slab->Trim();
        Assert.Equal(0UL, slab->FreeObjects);
        Assert.Equal(free, machine.Physical->FreeFrames);
    }

    [Fact]
    public void Slab_CatchesMisuse()
    {
        using SimulatedMachine machine = new(32 * ByteUnits.MiB);
        SlabCache* caches = stackalloc SlabCache[2];
        caches[0].Initialize(machine.Physical, 64, 8);
        caches[1].Initialize(machine.Physical, 64, 8);
        byte* item = (byte*)caches[0].Allocate();
        byte* other = (byte*)caches[0].Allocate();
        Assert.Throws<MemoryPanicException>(() => caches[1].Free(item));
        Assert.Throws<MemoryPanicException>(() => caches[0].Free(item + 8));
        Assert.Throws<MemoryPanicException>(() => caches[0].Free(null));
        caches[0].Free(item);
        Assert.Throws<MemoryPanicException>(() => caches[0].Free(item));
        caches[0].Free(other);
    }

    [Fact]
    public void Heap_RandomTraffic_KeepsContents()
    {
        using SimulatedMachine machine = new(64 * ByteUnits.MiB);
        ulong free = machine.Physical->FreeFrames;
        KernelHeap heap = default;
        KernelHeap* h = &heap;
        h->Initialize(machine.Physical);
        Random random = new(5);
        List<(nuint Block, ulong Size, ulong Alignment, byte Fill)> blocks = [];
        for (int step = 0; step < 30_000; step++)
        {
            if (blocks.Count < 300 && random.Next(2) == 0)
            {
                ulong size = (ulong)random.Next(1, random.Next(10) == 0 ? 30_000 : 1500);
                ulong alignment = 1UL << random.Next(13);
                byte* block = (byte*)h->Allocate(size, alignment);
                Assert.True(block != null);
                Assert.Equal(0UL, (ulong)block % alignment);
                new Span<byte>(block, (int)size).Fill((byte)step);
                blocks.Add(((nuint)block, size, alignment, (byte)step));
            }
            else if (blocks.Count != 0)
            {
                int index = random.Next(blocks.Count);
                (nuint block, ulong size, ulong alignment, byte fill) = blocks[index];
                Assert.Equal(-1, new ReadOnlySpan<byte>((void*)block, (int)size).IndexOfAnyExcept(fill));
                h->Free((void*)block, size, alignment);
                blocks.RemoveAt(index);
            }
        }
        foreach ((nuint block, ulong size, ulong alignment, _) in blocks)
            h->Free((void*)block, size, alignment);
        h->Trim();
        Assert.Equal(free, machine.Physical->FreeFrames);
    }

    [Fact]
    public void Heap_CatchesMisuse()
    {
        using SimulatedMachine machine = new(64 * ByteUnits.MiB);
        KernelHeap heap = default;
        KernelHeap* h = &heap;
        h->Initialize(machine.Physical);
        byte* large = (byte*)h->Allocate(3 * 4096, 16);
        Assert.Throws<MemoryPanicException>(() => h->Free(large + 4096, 2 * 4096, 16));
        Assert.Throws<MemoryPanicException>(() => h->Free(large, 4 * 4096, 16));
        Assert.Throws<MemoryPanicException>(() => h->Free(large, 100, 16));
        h->Free(large, 3 * 4096, 16);
        Assert.Throws<MemoryPanicException>(() => h->Free(large, 3 * 4096, 16));
        Assert.True(h->Allocate(0, 8) == null);
        Assert.True(h->Allocate(ulong.MaxValue, 8) == null);
        Assert.True(h->Allocate(16, 3) == null);
        Assert.True(h->Allocate(200 * ByteUnits.MiB, 8) == null);
    }
}
