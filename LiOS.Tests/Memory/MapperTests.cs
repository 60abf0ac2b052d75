using LiOS.Memory;
using Xunit;

namespace LiOS.Tests.Memory;

public unsafe class MapperTests
{
    private const ulong Somewhere = 0x1234_5600_0000;

    [Fact]
    public void Map_Translate_Unmap_FreesTables()
    {
        using SimulatedMachine machine = new(64 * ByteUnits.MiB);
        PhysicalMemory* memory = machine.Physical;
        Mapper mapper = new(memory, machine.CreateKernelRoot(), true);
        // The kernel's tree keeps the tables that its top entries name, so that one stays.
        mapper.ReserveTopLevel(new VirtualAddress(Somewhere), 4096);
        ulong free = memory->FreeFrames;
        Assert.Equal(MemoryStatus.Ok, mapper.Map(new VirtualAddress(Somewhere), new PhysicalAddress(0x5000), MappingFlags.Write, PageSize.Size4KiB));
        Assert.Equal(MemoryStatus.Exists, mapper.Map(new VirtualAddress(Somewhere), new PhysicalAddress(0x6000), MappingFlags.Write, PageSize.Size4KiB));
        Assert.Equal(MemoryStatus.Exists, mapper.Map(new VirtualAddress(Somewhere), new PhysicalAddress(0), MappingFlags.Write, PageSize.Size2MiB));
        Assert.True(mapper.TryTranslate(new VirtualAddress(Somewhere + 0x123), out PhysicalAddress target));
        Assert.Equal(0x5123UL, target.Value);
        Assert.True(mapper.TryWalk(new VirtualAddress(Somewhere), out PageTableEntry entry, out PageSize size));
        Assert.True(entry.IsWritable && !entry.IsExecutable && !entry.IsUser && size == PageSize.Size4KiB);
        TlbFlush flush = default;
        Assert.Equal(MemoryStatus.Ok, mapper.Protect(new VirtualAddress(Somewhere), MappingFlags.Execute, ref flush));
        Assert.False(flush.IsEmpty);
        flush.Drop();
        Assert.True(mapper.TryWalk(new VirtualAddress(Somewhere), out entry, out _));
        Assert.True(!entry.IsWritable && entry.IsExecutable);
        Assert.Equal(MemoryStatus.Ok, mapper.Unmap(new VirtualAddress(Somewhere), ref flush, out entry, out _));
        Assert.Equal(0x5UL, entry.Frame.Number);
        Assert.False(flush.IsEmpty);
        flush.Complete(PhysicalMemory.HooksOf(memory), null);
        Assert.NotEqual(0, machine.Invalidations);
        Assert.Equal(MemoryStatus.BadAddress, mapper.Unmap(new VirtualAddress(Somewhere), ref flush, out _, out _));
        Assert.Equal(free, memory->FreeFrames);
    }

    [Theory]
    [InlineData(PageSize.Size2MiB)]
    [InlineData(PageSize.Size1GiB)]
    public void LargePages_Translate(PageSize size)
    {
        using SimulatedMachine machine = new(64 * ByteUnits.MiB);
        Mapper mapper = new(machine.Physical, machine.CreateKernelRoot(), true);
        VirtualAddress at = new(KernelLayout.DirectMap + 3 * ByteUnits.GiB);
        PhysicalAddress target = new(7 * ByteUnits.GiB);
        Assert.Equal(MemoryStatus.Ok, mapper.Map(at, target, MappingFlags.Write | MappingFlags.Uncached, size));
        Assert.True(mapper.TryTranslate(at + ByteUnits.Of(size) - 1, out PhysicalAddress found));
        Assert.Equal((target + ByteUnits.Of(size) - 1).Value, found.Value);
        Assert.False(mapper.TryTranslate(at + ByteUnits.Of(size), out _));
        Assert.Equal(MemoryStatus.Exists, mapper.Map(at, target, MappingFlags.None, PageSize.Size4KiB));
        Assert.Equal(MemoryStatus.InvalidArgument, mapper.Map(at + 4096, target, MappingFlags.None, size));
        TlbFlush flush = default;
        Assert.Equal(MemoryStatus.Ok, mapper.Unmap(at + 12345, ref flush, out _, out PageSize removed));
        Assert.Equal(size, removed);
        flush.Drop();
    }

    [Fact]
    public void TablesOfTheBootCode_AreUsedButNeverFreed()
    {
        using SimulatedMachine machine = new(64 * ByteUnits.MiB, describe: m =>
        {
            m.Boot->Add(new PhysicalAddress(0), 64 * ByteUnits.MiB, MemoryRegionKind.Usable);
            m.Boot->Add(new PhysicalAddress(16 * ByteUnits.MiB), 4 * 4096, MemoryRegionKind.Kernel);
        });
        PhysicalMemory* memory = machine.Physical;
        Frame boot = new PhysicalAddress(16 * ByteUnits.MiB).Frame;
        for (ulong i = 0; i < 3; i++)
            ((ulong*)memory->PointerTo(boot + i))[0] = (boot + i + 1).Start.Value | PageTableEntry.PresentBit | PageTableEntry.WritableBit;
        ((ulong*)memory->PointerTo(boot + 3))[0] = 0x7000 | PageTableEntry.PresentBit;
        ulong free = memory->FreeFrames;
        Mapper mapper = new(memory, boot, true);
        TlbFlush flush = default;
        Assert.True(mapper.TryTranslate(new VirtualAddress(0x123), out PhysicalAddress target) && target.Value == 0x7123);
        Assert.Equal(MemoryStatus.Ok, mapper.Map(new VirtualAddress(0x1000), target.AlignDown(4096), MappingFlags.None, PageSize.Size4KiB));
        Assert.Equal(MemoryStatus.Ok, mapper.Unmap(new VirtualAddress(0x1000), ref flush, out _, out _));
        Assert.Equal(MemoryStatus.Ok, mapper.Unmap(new VirtualAddress(0), ref flush, out _, out _));
        Assert.Equal(MemoryStatus.Ok, mapper.Map(new VirtualAddress(0), target.AlignDown(4096), MappingFlags.None, PageSize.Size4KiB));
        flush.Drop();
        Assert.Equal(free, memory->FreeFrames);
    }

    [Fact]
    public void NonCanonical_IsRefused()
    {
        using SimulatedMachine machine = new(64 * ByteUnits.MiB);
        Mapper mapper = new(machine.Physical, machine.CreateKernelRoot(), true);
        TlbFlush flush = default;
        VirtualAddress bad = new(0x8000_0000_0000);
        Assert.Equal(MemoryStatus.InvalidArgument, mapper.Map(bad, default, MappingFlags.None, PageSize.Size4KiB));
        Assert.Equal(MemoryStatus.BadAddress, mapper.Unmap(bad, ref flush, out _, out _));
        Assert.False(mapper.TryTranslate(bad, out _));
        Assert.Equal(MemoryStatus.InvalidArgument, mapper.ReserveTopLevel(bad, 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void DirectMap_CoversAllButTheFramebuffer(bool has1GiBPages)
    {
        const ulong screen = 3 * ByteUnits.GiB + 0x12_3000;
        using SimulatedMachine machine = new(64 * ByteUnits.MiB);
        machine.Boot->Add(new PhysicalAddress(screen), 0x30_0000, MemoryRegionKind.Framebuffer);
        Mapper mapper = new(machine.Physical, machine.CreateKernelRoot(), true);
        VirtualAddress map = new(KernelLayout.DirectMap);
        Assert.Equal(MemoryStatus.Ok, mapper.Map(map, new PhysicalAddress(0), MappingFlags.Write, PageSize.Size2MiB));
        Assert.Equal(MemoryStatus.Ok, mapper.BuildDirectMap(map, machine.Boot, new PhysicalAddress(6 * ByteUnits.GiB + 5), has1GiBPages));
        foreach (ulong at in new ulong[] { 0, 4096, 2 * ByteUnits.MiB, 3 * ByteUnits.GiB, screen - 1, screen + 0x30_0000, 6 * ByteUnits.GiB - 1, 6 * ByteUnits.GiB })
        {
            Assert.True(mapper.TryTranslate(map + at, out PhysicalAddress target));
            Assert.Equal(at, target.Value);
        }
        Assert.False(mapper.TryTranslate(map + screen, out _));
        Assert.False(mapper.TryTranslate(map + screen + 0x2F_FFFF, out _));
        Assert.False(mapper.TryTranslate(map + 7 * ByteUnits.GiB, out _));
        Assert.Equal(MemoryStatus.Ok, mapper.BuildDirectMap(map, machine.Boot, new PhysicalAddress(6 * ByteUnits.GiB + 5), has1GiBPages));
    }
}
