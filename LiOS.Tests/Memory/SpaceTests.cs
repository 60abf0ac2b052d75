using System;
using System.Collections.Generic;
using LiOS.Memory;
using Xunit;

namespace LiOS.Tests.Memory;

public unsafe class SpaceTests
{
    private const Protection ReadWrite = Protection.Read | Protection.Write;
    private const ulong Base = 0x1000_0000;

    private static ulong Map(MemorySpace* space, ulong address, ulong length, RegionKind kind = RegionKind.Anonymous, bool isShared = false, Protection protection = ReadWrite)
    {
        MapRequest request = new() { Address = address, Length = length, Kind = kind, Protection = protection, IsShared = isShared, Placement = Placement.Fixed };
        Assert.Equal(MemoryStatus.Ok, space->Map(&request, out ulong at));
        return at;
    }

    private static void Write(MemorySpace* space, ulong address, ulong value) =>
        Assert.Equal(MemoryStatus.Ok, space->CopyOut(address, (byte*)&value, 8, out _));

    private static ulong Read(MemorySpace* space, ulong address)
    {
        ulong value;
        Assert.Equal(MemoryStatus.Ok, space->CopyIn(address, (byte*)&value, 8, out _));
        return value;
    }

    [Fact]
    public void Reads_CostNoFrame_WritesCostOne()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        Map(space, Base, 64 * 4096);
        Assert.Equal(FaultOutcome.Resolved, space->HandleFault(Base, Protection.Read, true));
        ulong free = driver.Machine.Physical->FreeFrames;
        for (ulong i = 1; i < 64; i++)
            Assert.Equal(FaultOutcome.Resolved, space->HandleFault(Base + i * 4096, Protection.Read, true));
        Assert.Equal(free, driver.Machine.Physical->FreeFrames);
        Assert.Equal(0UL, space->ResidentPages);
        Assert.Equal(FaultOutcome.Resolved, space->HandleFault(Base + 5, Protection.Write, true));
        Assert.Equal(free - 1, driver.Machine.Physical->FreeFrames);
        Assert.Equal(1UL, space->ResidentPages);
    }

    [Fact]
    public void LastOwner_ReusesTheFrame()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        Map(space, Base, 4096);
        Write(space, Base, 7);
        Assert.Equal(MemoryStatus.Ok, space->Fork(out MemorySpace* child));
        Assert.Equal(1UL, driver.Machine.Physical->SharedFrames);
        Write(child, Base, 8);
        ulong free = driver.Machine.Physical->FreeFrames;
        Write(space, Base, 9);
        Assert.Equal(free, driver.Machine.Physical->FreeFrames);
        Assert.Equal((9UL, 8UL), (Read(space, Base), Read(child, Base)));
        MemorySpace.Destroy(child);
    }

    [Fact]
    public void SharedAnonymous_IsSharedAlsoWhenTouchedAfterFork()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        Map(space, Base, 2 * ByteUnits.MiB, isShared: true);
        Write(space, Base, 1);
        Assert.Equal(MemoryStatus.Ok, space->Fork(out MemorySpace* child));
        Write(child, Base, 2);
        Assert.Equal(2UL, Read(space, Base));
        Write(child, Base + 0x10_0000, 3);
        Assert.Equal(3UL, Read(space, Base + 0x10_0000));
        Assert.True(space->Query(Base, out RegionInfo one) && child->Query(Base, out RegionInfo two) && one.ShareId == two.ShareId && one.ShareId != 0);
        Assert.Equal(MemoryStatus.Ok, space->Unmap(Base, 2 * ByteUnits.MiB));
        Assert.Equal(3UL, Read(child, Base + 0x10_0000));
        MemorySpace.Destroy(child);
        driver.DestroyAll();
    }

    [Fact]
    public void Stack_GrowsToItsLimit_AndKeepsTheGuard()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        ulong bottom = Map(space, Base, 8 * ByteUnits.MiB, RegionKind.Stack);
        ulong top = bottom + 8 * ByteUnits.MiB;
        Assert.Equal(128 * ByteUnits.KiB, space->MappedBytes);
        Write(space, top - 8, 1);
        Write(space, top - 200 * ByteUnits.KiB, 2);
        Assert.Equal(200 * ByteUnits.KiB, space->MappedBytes);
        Write(space, bottom + 64 * ByteUnits.KiB, 3);
        Assert.Equal(FaultOutcome.BadAddress, space->HandleFault(bottom + 64 * ByteUnits.KiB - 1, Protection.Write, true));
        Assert.Equal(FaultOutcome.BadAddress, space->HandleFault(bottom, Protection.Read, true));
        Assert.Equal(FaultOutcome.BadAddress, space->HandleFault(bottom - 1, Protection.Write, true));
        Assert.Equal((1UL, 2UL, 3UL), (Read(space, top - 8), Read(space, top - 200 * ByteUnits.KiB), Read(space, bottom + 64 * ByteUnits.KiB)));
        Assert.True(space->Verify(out string? problem), problem);
        Assert.Equal(MemoryStatus.Ok, space->Fork(out MemorySpace* child));
        Write(child, top - 16, 4);
        Assert.True(child->Verify(out problem), problem);
        MemorySpace.Destroy(child);
        Assert.Equal(MemoryStatus.Ok, space->Unmap(bottom, 8 * ByteUnits.MiB));
        Assert.Equal(0UL, space->RegionCount);
        driver.DestroyAll();
    }

    [Fact]
    public void Stack_WhoseReserveWasMappedOver_StopsThere()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        ulong bottom = Map(space, Base, 8 * ByteUnits.MiB, RegionKind.Stack);
        ulong top = bottom + 8 * ByteUnits.MiB;
        Map(space, top - ByteUnits.MiB, 4096, protection: Protection.None);
        Write(space, top - ByteUnits.MiB + 8192, 1);
        Assert.Equal(FaultOutcome.BadAddress, space->HandleFault(top - ByteUnits.MiB + 4096, Protection.Write, true));
        Assert.Equal(FaultOutcome.BadAccess, space->HandleFault(top - ByteUnits.MiB, Protection.Write, true));
        Assert.Equal(FaultOutcome.BadAddress, space->HandleFault(top - ByteUnits.MiB - 1, Protection.Write, true));
        Assert.True(space->Verify(out string? problem), problem);
    }

    [Fact]
    public void HugeReservations_AreCheap()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        ulong free = driver.Machine.Physical->FreeFrames;
        ulong at = Map(space, 0x10_0000_0000, 256 * ByteUnits.GiB, protection: Protection.None);
        Assert.Equal(MemoryStatus.Ok, space->Protect(at + 5 * ByteUnits.GiB, ByteUnits.GiB, ReadWrite));
        Write(space, at + 5 * ByteUnits.GiB, 1);
        Assert.Equal(MemoryStatus.Ok, space->Protect(at, 256 * ByteUnits.GiB, Protection.None));
        Assert.Equal(FaultOutcome.BadAccess, space->HandleFault(at + 5 * ByteUnits.GiB, Protection.Read, true));
        Assert.Equal(1UL, space->RegionCount);
        Assert.Equal(MemoryStatus.Ok, space->Protect(at, 256 * ByteUnits.GiB, Protection.Read));
        Assert.Equal(1UL, Read(space, at + 5 * ByteUnits.GiB));
        Assert.Equal(MemoryStatus.Ok, space->Unmap(at, 256 * ByteUnits.GiB));
        driver.Machine.Physical->TrimCaches();
        Assert.InRange(free - driver.Machine.Physical->FreeFrames, 0UL, 3UL);
    }

    [Theory]
    [InlineData(0, 4096)]
    [InlineData(0xF000, 4096)]
    [InlineData(0x1_0001, 4096)]
    [InlineData(0x1_0000, 0)]
    [InlineData(0x1_0000, ulong.MaxValue)]
    [InlineData(0x1_0000, ulong.MaxValue - 0xFFFF)]
    [InlineData(KernelLayout.UserTop, 4096)]
    [InlineData(KernelLayout.UserTop - 4096, 8192)]
    [InlineData(KernelLayout.ManagedHeap + 4096, 4096)]
    [InlineData(0x8000_0000_0000, 4096)]
    [InlineData(KernelLayout.Base, 4096)]
    [InlineData(ulong.MaxValue - 4095, 4096)]
    [InlineData(0x1_0000, 0x8000_0000_0000_0000)]
    public void HostileRanges_AreRefused(ulong address, ulong length)
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        foreach (Placement placement in new[] { Placement.Fixed, Placement.FixedNoReplace })
        {
            MapRequest request = new() { Address = address, Length = length, Protection = ReadWrite, Placement = placement };
            Assert.Equal(MemoryStatus.InvalidArgument, space->Map(&request, out _));
        }
        MapRequest hint = new() { Address = address, Length = length, Protection = ReadWrite };
        if (space->Map(&hint, out ulong chosen) == MemoryStatus.Ok)
            Assert.Equal(MemoryStatus.Ok, space->Unmap(chosen, length));
        Assert.Equal(MemoryStatus.InvalidArgument, space->Unmap(address, length));
        Assert.Equal(MemoryStatus.InvalidArgument, space->Protect(address, length, ReadWrite));
        Assert.Equal(MemoryStatus.InvalidArgument, space->Discard(address, length));
        Assert.Equal(MemoryStatus.InvalidArgument, space->Remap(address, length, 4096, true, 0, out _));
        Map(space, Base, 8192);
        Assert.Equal(MemoryStatus.InvalidArgument, space->Remap(Base, 4096, length == 4096 ? 0 : length, true, address == 0 ? 1 : address, out _));
        Assert.NotEqual(MemoryStatus.Ok, space->Remap(Base, 4096, ulong.MaxValue - 5, true, 0, out _));
        Assert.NotEqual(MemoryStatus.Ok, space->Remap(Base, 4096, 0x7FFF_FFFF_F000_0000, true, 0, out _));
        if (address < KernelLayout.UserBase || address >= KernelLayout.UserTop)
        {
            byte buffer;
            Assert.Equal(FaultOutcome.BadAddress, space->HandleFault(address, Protection.Write, true));
            Assert.Equal(MemoryStatus.BadAddress, space->CopyIn(address, &buffer, 1, out _));
            Assert.Equal(MemoryStatus.BadAddress, space->CopyOut(address, &buffer, 1, out _));
            Assert.Equal(MemoryStatus.BadAddress, space->CopyString(address, &buffer, 1, out _));
            Assert.Equal(MemoryStatus.BadAddress, space->InstallPage(address, driver.PageOf(1, 1), false));
        }
        Assert.True(space->Verify(out string? problem), problem);
    }

    [Fact]
    public void HostileRequests_AreRefused()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        MapRequest[] bad =
        [
            new() { Length = 4096, Protection = (Protection)8 },
            new() { Length = 4096, Protection = (Protection)(-1) },
            new() { Length = 4096, Kind = (RegionKind)5 },
            new() { Length = 4096, Kind = (RegionKind)(-1) },
            new() { Length = 4096, Placement = (Placement)3 },
            new() { Length = 4096, Kind = RegionKind.File },
            new() { Length = 4096, Kind = RegionKind.File, BackingId = 1, BackingOffset = 1 },
            new() { Length = 8192, Kind = RegionKind.File, BackingId = 1, BackingOffset = ulong.MaxValue & ~4095UL },
            new() { Length = 4096, Kind = RegionKind.Stack },
            new() { Length = 1 << 20, Kind = RegionKind.Stack, IsShared = true },
            new() { Length = 1 << 20, Kind = RegionKind.Guard, IsShared = true },
        ];
        foreach (MapRequest item in bad)
        {
            MapRequest request = item;
            Assert.Equal(MemoryStatus.InvalidArgument, space->Map(&request, out _));
        }
        Assert.Equal(0UL, space->RegionCount);
    }

    [Fact]
    public void Strings_EndAtNul_Capacity_OrFault()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        Map(space, Base, 2 * 4096);
        byte[] text = new byte[5000];
        Array.Fill(text, (byte)'a');
        fixed (byte* source = text)
            Assert.Equal(MemoryStatus.Ok, space->CopyOut(Base + 3192, source, 5000, out _));
        byte* buffer = stackalloc byte[6000];
        Assert.Equal(MemoryStatus.BadAddress, space->CopyString(Base + 3192, buffer, 6000, out ulong length));
        Assert.Equal(5000UL, length);
        byte nul = 0;
        Assert.Equal(MemoryStatus.Ok, space->CopyOut(Base + 8191, &nul, 1, out _));
        Assert.Equal(MemoryStatus.Ok, space->CopyString(Base + 3192, buffer, 6000, out length));
        Assert.Equal(4999UL, length);
        Assert.Equal(MemoryStatus.Ok, space->CopyString(Base + 3192, buffer, 4999, out length));
        Assert.Equal(MemoryStatus.InvalidArgument, space->CopyString(Base + 3192, buffer, 4998, out length));
        Assert.Equal(MemoryStatus.Ok, space->CopyString(Base + 8191, buffer, 0, out length));
    }

    [Fact]
    public void KernelSpace_PopulatesAndDecommits()
    {
        using SimulatedMachine machine = new(64 * ByteUnits.MiB);
        Frame root = machine.CreateKernelRoot();
        ulong free = machine.Physical->FreeFrames;
        MemorySpace* heap = MemorySpace.CreateKernel(machine.Physical, root, new VirtualAddress(KernelLayout.ManagedHeap), KernelLayout.ManagedHeapLength);
        MemorySpace* user = MemorySpace.CreateUser(machine.Physical, root);
        MapRequest reserve = new() { Length = 256 * ByteUnits.GiB };
        Assert.Equal(MemoryStatus.Ok, heap->Map(&reserve, out ulong at));
        Assert.Equal(MemoryStatus.BadAccess, heap->Populate(at, 4096));
        Assert.Equal(MemoryStatus.Ok, heap->Protect(at + ByteUnits.MiB, 4 * ByteUnits.MiB, ReadWrite));
        Assert.Equal(MemoryStatus.Ok, heap->Populate(at + ByteUnits.MiB, 4 * ByteUnits.MiB));
        Assert.Equal(1024UL, heap->ResidentPages);
        Assert.Equal(1024UL, machine.Physical->CountOf(FrameOwner.KernelSpace));
        // A space made before sees it, for ring 0 alone.
        Mapper mapper = new(machine.Physical, user->Root, false);
        Assert.True(mapper.TryWalk(new VirtualAddress(at + 2 * ByteUnits.MiB), out PageTableEntry entry, out _));
        Assert.True(entry.IsWritable && !entry.IsUser && !entry.IsExecutable);
        Assert.Equal(FaultOutcome.BadAccess, heap->HandleFault(at + ByteUnits.MiB, Protection.Read, true));
        Assert.Equal(FaultOutcome.BadAddress, user->HandleFault(at + ByteUnits.MiB, Protection.Read, true));
        Assert.Equal(MemoryStatus.Ok, heap->Decommit(at + ByteUnits.MiB, 2 * ByteUnits.MiB));
        Assert.Equal(512UL, heap->ResidentPages);
        Assert.True(heap->Verify(out string? problem), problem);
        Assert.Equal(MemoryStatus.InvalidArgument, heap->Fork(out _));
        MemorySpace.Destroy(heap);
        MemorySpace.Destroy(user);
        machine.Physical->TrimCaches();
        Assert.Equal(free, machine.Physical->FreeFrames);
    }

    [Fact]
    public void Populate_ThatFails_TakesBackWhatItAdded()
    {
        using SimulatedMachine machine = new(64 * ByteUnits.MiB);
        Frame root = machine.CreateKernelRoot();
        MemorySpace* stacks = MemorySpace.CreateKernel(machine.Physical, root, new VirtualAddress(KernelLayout.Heap), KernelLayout.HeapLength);
        MapRequest request = new() { Length = 3 * ByteUnits.MiB, Protection = ReadWrite };
        Assert.Equal(MemoryStatus.Ok, stacks->Map(&request, out ulong at));
        Assert.Equal(MemoryStatus.Ok, stacks->Populate(at + 40960, 8192));
        ulong free = machine.Physical->FreeFrames;
        for (ulong n = 1; n < 20; n++)
        {
            machine.Physical->FailureCountdown = n;
            Assert.Equal(MemoryStatus.OutOfMemory, stacks->Populate(at, 3 * ByteUnits.MiB));
            Assert.Equal(free, machine.Physical->FreeFrames);
            Assert.Equal(2UL, stacks->ResidentPages);
            Assert.True(stacks->Verify(out string? problem), problem);
        }
        machine.Physical->FailureCountdown = 0;
        Assert.Equal(MemoryStatus.Ok, stacks->Populate(at, 3 * ByteUnits.MiB));
        Assert.Equal(768UL, stacks->ResidentPages);
        Assert.True(stacks->Verify(out string? last), last);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EveryAllocationOfAnOperation_MayFail(bool sharesTables)
    {
        Dictionary<string, Func<nint, MemoryStatus>> operations = new()
        {
            ["map shared"] = s => { MapRequest r = new() { Length = 8192, IsShared = true, Protection = ReadWrite }; return ((MemorySpace*)s)->Map(&r, out _); },
            ["map over"] = s => { MapRequest r = new() { Address = Base + 8192, Length = 8192, Placement = Placement.Fixed }; return ((MemorySpace*)s)->Map(&r, out _); },
            ["unmap"] = s => ((MemorySpace*)s)->Unmap(Base + 4096, 4096),
            ["protect"] = s => ((MemorySpace*)s)->Protect(Base + 4096, 4096, Protection.Read),
            ["move"] = s => ((MemorySpace*)s)->Remap(Base, ByteUnits.GiB, 2 * ByteUnits.GiB, true, 0x100_0000_0000, out _),
            ["discard"] = s => ((MemorySpace*)s)->Discard(Base + 4096, 4096),
            ["write"] = s => { ulong value = 0; return ((MemorySpace*)s)->CopyOut(Base, (byte*)&value, 8, out _); },
            ["fork"] = s =>
            {
                MemoryStatus status = ((MemorySpace*)s)->Fork(out MemorySpace* child);
                if (status == MemoryStatus.Ok)
                    MemorySpace.Destroy(child);
                return status;
            },
        };
        foreach ((string name, Func<nint, MemoryStatus> operation) in operations)
        {
            using SpaceDriver driver = new();
            MemorySpace* space = driver.Space(0);
            PhysicalMemory* memory = driver.Machine.Physical;
            Map(space, Base, ByteUnits.GiB);
            for (ulong i = 0; i < 6; i++)
                Write(space, Base + i * 100 * ByteUnits.MiB, i);
            MemorySpace* child = null;
            if (sharesTables)
                Assert.Equal(MemoryStatus.Ok, space->Fork(out child));
            int failures = 0;
            List<nint> regions = [], gaps = [];
            while (true)
            {
                memory->TrimCaches();
                while (memory->RegionCache.FreeObjects != 0)
                    regions.Add((nint)memory->RegionCache.Allocate());
                while (memory->GapCache.FreeObjects != 0)
                    gaps.Add((nint)memory->GapCache.Allocate());
                ulong free = memory->FreeFrames, bytes = space->MappedBytes, count = space->RegionCount;
                memory->FailureCountdown = (ulong)failures + 1;
                MemoryStatus status = operation((nint)space);
                bool wasInjected = memory->FailureCountdown == 0;
                memory->FailureCountdown = 0;
                Assert.True(space->Verify(out string? problem), problem);
                if (!wasInjected)
                {
                    Assert.Equal(MemoryStatus.Ok, status);
                    break;
                }
                Assert.Equal(MemoryStatus.OutOfMemory, status);
                memory->TrimCaches();
                // A page table may have been made the space's own already: that changes nothing that can be seen.
                Assert.Equal((sharesTables ? memory->FreeFrames : free, bytes, count), (memory->FreeFrames, space->MappedBytes, space->RegionCount));
                for (ulong i = 0; i < 6; i++)
                    Assert.Equal(i, Read(space, Base + i * 100 * ByteUnits.MiB));
                failures++;
            }
            int fewest = name switch
            {
                "move" => 6,
                "fork" => 4,
                "discard" or "write" => sharesTables ? 1 : 0,
                _ => 1,
            };
            Assert.True(failures >= fewest, name);
            if (child != null)
            {
                Assert.True(child->Verify(out string? problem), problem);
                for (ulong i = 0; i < 6; i++)
                    Assert.Equal(i, Read(child, Base + i * 100 * ByteUnits.MiB));
                MemorySpace.Destroy(child);
            }
            foreach (nint region in regions)
                memory->RegionCache.Free((void*)region);
            foreach (nint gap in gaps)
                memory->GapCache.Free((void*)gap);
            driver.DestroyAll();
        }
    }

    [Fact]
    public void VeryManyRegions_InOneSpace()
    {
        using SpaceDriver driver = new(2 * ByteUnits.GiB);
        MemorySpace* space = driver.Space(0);
        const int count = 1_000_000;
        for (int i = 0; i < count; i++)
        {
            // Every other page: no two touch. A step coprime to the count visits the places out of order.
            ulong place = (ulong)((long)i * 7_368_787 % count);
            Map(space, Base + place * 8192, 4096);
        }
        Assert.Equal((ulong)count, space->RegionCount);
        Assert.True(space->Verify(out string? problem), problem);
        MapRequest request = new() { Length = 8192, Protection = ReadWrite };
        Assert.Equal(MemoryStatus.Ok, space->Map(&request, out ulong wide));
        Assert.False(wide >= Base && wide < Base + count * 8192UL);
        request.Length = 4096;
        Assert.Equal(MemoryStatus.Ok, space->Map(&request, out ulong narrow));
        Assert.True(narrow > Base && narrow < Base + count * 8192UL);
        Assert.Equal(FaultOutcome.Resolved, space->HandleFault(Base + 4242 * 8192, Protection.Read, true));
        Assert.Equal(MemoryStatus.Ok, space->Unmap(Base, count * 8192UL));
        driver.DestroyAll();
    }

    [Fact]
    public void TwoThousandForks_LeakNothing()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        Map(space, Base, 100 * 4096);
        for (ulong i = 0; i < 100; i++)
            Write(space, Base + i * 4096, i);
        for (int i = 0; i < 2_000; i++)
        {
            Assert.Equal(MemoryStatus.Ok, space->Fork(out MemorySpace* child));
            Write(child, Base + (ulong)(i % 100) * 4096, 1);
            MemorySpace.Destroy(child);
        }
        driver.DestroyAll();
    }
}
