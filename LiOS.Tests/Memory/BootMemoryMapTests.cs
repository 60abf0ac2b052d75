using System;
using LiOS.Memory;
using Xunit;

namespace LiOS.Tests.Memory;

public unsafe class BootMemoryMapTests
{
    [Fact]
    public void StricterKindWins_InAnyOrder()
    {
        BootMemoryMap map = default;
        Assert.True(map.Add(new PhysicalAddress(0x3000), 0x1000, MemoryRegionKind.Firmware));
        Assert.True(map.Add(new PhysicalAddress(0), 0x10000, MemoryRegionKind.Usable));
        Assert.True(map.Add(new PhysicalAddress(0x2000), 0x4000, MemoryRegionKind.Module));
        Assert.Equal(5, map.Count);
        Assert.Equal(0x2000UL, map.Get(0).End.Value);
        Assert.Equal(MemoryRegionKind.Module, map.Get(1).Kind);
        Assert.Equal(MemoryRegionKind.Firmware, map.Get(2).Kind);
        Assert.Equal(MemoryRegionKind.Module, map.Get(3).Kind);
        Assert.Equal(0x6000UL, map.Get(4).Start.Value);
        Assert.Equal(0xC000UL, map.TotalOf(MemoryRegionKind.Usable));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomRanges_AgreeWithAnArrayOfBytes(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 300; round++)
        {
            BootMemoryMap map = default;
            int[] model = new int[256];
            Array.Fill(model, -1);
            for (int i = 0; i < 20; i++)
            {
                int start = random.Next(256), length = random.Next(256 - start + 1), kind = random.Next(9);
                Assert.True(map.Add(new PhysicalAddress((ulong)start), (ulong)length, (MemoryRegionKind)kind));
                for (int j = start; j < start + length; j++)
                    model[j] = Math.Max(model[j], kind);
            }
            for (int j = 0; j < 256; j++)
                Assert.Equal(model[j], map.TryFind(new PhysicalAddress((ulong)j), out MemoryRegionKind kind) ? (int)kind : -1);
            for (int i = 1; i < map.Count; i++)
            {
                Assert.True(map.Get(i - 1).End <= map.Get(i).Start);
                Assert.False(map.Get(i - 1).End == map.Get(i).Start && map.Get(i - 1).Kind == map.Get(i).Kind);
            }
        }
    }

    [Fact]
    public void FullMap_SaysSo()
    {
        BootMemoryMap map = default;
        for (int i = 0; i < BootMemoryMap.Capacity; i++)
            Assert.True(map.Add(new PhysicalAddress((ulong)i * 0x2000), 0x1000, MemoryRegionKind.Usable));
        Assert.False(map.Add(new PhysicalAddress(1UL << 40), 0x1000, MemoryRegionKind.Usable));
    }

    [Fact]
    public void WrappingRange_EndsAtTheTop()
    {
        BootMemoryMap map = default;
        Assert.True(map.Add(new PhysicalAddress(ulong.MaxValue - 10), 100, MemoryRegionKind.Firmware));
        Assert.Equal(ulong.MaxValue, map.Get(0).End.Value);
    }
}
