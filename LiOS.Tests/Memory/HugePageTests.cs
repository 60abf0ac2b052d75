using System.Collections.Generic;
using LiOS.Memory;
using Xunit;
using Protections = LiOS.Memory.Protection;

namespace LiOS.Tests.Memory;

/// <summary>Pages of 2 MiB: where they are made, and that everybody who needs a part of one finds small pages.</summary>
public unsafe class HugePageTests
{
    private const ulong Huge = 2 * ByteUnits.MiB;
    private const ulong Base = 64 * ByteUnits.GiB;
    private const Protection ReadWrite = Protections.Read | Protections.Write;

    [Theory]
    [InlineData(HugePagePolicy.Never, HugePageAdvice.Wanted, 0)]
    [InlineData(HugePagePolicy.Advised, HugePageAdvice.None, 0)]
    [InlineData(HugePagePolicy.Advised, HugePageAdvice.Wanted, 1)]
    [InlineData(HugePagePolicy.Advised, HugePageAdvice.Unwanted, 0)]
    [InlineData(HugePagePolicy.Always, HugePageAdvice.None, 1)]
    [InlineData(HugePagePolicy.Always, HugePageAdvice.Unwanted, 0)]
    public void PolicyAndAdvice_DecideTogether(HugePagePolicy policy, HugePageAdvice advice, int expected)
    {
        using SpaceDriver driver = new(hugePages: policy);
        Map(driver, Base, Huge);
        Assert.Equal(MemoryStatus.Ok, driver.Space(0)->AdviseHugePages(Base, Huge, advice));
        Write(driver, Base + 5 * 4096, 1);
        Assert.Equal((ulong)expected, driver.Space(0)->HugePages);
        Assert.Equal(expected == 0 ? 1UL : 512, driver.Space(0)->ResidentPages);
        End(driver);
    }

    [Theory]
    [InlineData(RegionKind.Anonymous, false, Base, Huge, 1)]
    [InlineData(RegionKind.Heap, false, Base, Huge, 1)]
    [InlineData(RegionKind.Anonymous, true, Base, Huge, 0)]
    [InlineData(RegionKind.Anonymous, false, Base, Huge - 4096, 0)]
    [InlineData(RegionKind.Anonymous, false, Base + 4096, Huge, 0)]
    [InlineData(RegionKind.Anonymous, false, Base - 4096, Huge + 4096, 1)]
    public void OnlyPrivateMemory_AroundAllOfIt_GetsOne(RegionKind kind, bool isShared, ulong address, ulong length, int expected)
    {
        using SpaceDriver driver = new(hugePages: HugePagePolicy.Always);
        Map(driver, address, length, kind, isShared);
        Write(driver, Base + Huge / 2, 1);
        Assert.Equal((ulong)expected, driver.Space(0)->HugePages);
        End(driver);
    }

    [Fact]
    public void StacksAndKernelSpaces_GetNone()
    {
        using SpaceDriver driver = new(hugePages: HugePagePolicy.Always);
        Map(driver, Base, 4 * Huge, RegionKind.Stack);
        Write(driver, Base + 4 * Huge - 8, 1);
        Assert.Equal(0UL, driver.Space(0)->HugePages);
        MemorySpace* kernel = MemorySpace.CreateKernel(driver.Machine.Physical, driver.KernelRoot, new VirtualAddress(KernelLayout.Heap), KernelLayout.HeapLength);
        MapRequest request = new() { Address = KernelLayout.Heap, Length = 2 * Huge, Protection = ReadWrite, Placement = Placement.Fixed };
        Assert.Equal(MemoryStatus.Ok, kernel->Map(&request, out _));
        Assert.Equal(FaultOutcome.Resolved, kernel->HandleFault(KernelLayout.Heap, Protections.Write, false));
        Assert.Equal((0UL, 1UL), (kernel->HugePages, kernel->ResidentPages));
        MemorySpace.Destroy(kernel);
        End(driver);
    }

    [Fact]
    public void AHugePage_IsZero_AndFaultsOnce()
    {
        using SpaceDriver driver = new(hugePages: HugePagePolicy.Always);
        driver.Soil();
        Map(driver, Base, Huge);
        Assert.Equal(FaultOutcome.Resolved, driver.Space(0)->HandleFault(Base + 7 * 4096, Protections.Write, true));
        for (ulong i = 0; i < 512; i++)
        {
            Assert.True(new Mapper(driver.Machine.Physical, driver.Space(0)->Root, false).TryTranslate(new VirtualAddress(Base + i * 4096), out PhysicalAddress target));
            Assert.Equal(0UL, *(ulong*)driver.Machine.Physical->PointerTo(target.Frame));
        }
        End(driver);
    }

    [Fact]
    public void WhatWasReadBefore_StaysSmall()
    {
        using SpaceDriver driver = new(hugePages: HugePagePolicy.Always);
        Map(driver, Base, Huge);
        Assert.Equal(FaultOutcome.Resolved, driver.Space(0)->HandleFault(Base, Protections.Read, true));
        Write(driver, Base + 4096, 1);
        Assert.Equal((0UL, 1UL), (driver.Space(0)->HugePages, driver.Space(0)->ResidentPages));
        End(driver);
    }

    [Theory]
    [InlineData("unmap")]
    [InlineData("discard")]
    [InlineData("protect")]
    [InlineData("withdraw")]
    [InlineData("lock")]
    [InlineData("advise")]
    [InlineData("map over")]
    [InlineData("move")]
    [InlineData("move over")]
    [InlineData("fork")]
    public void WhoNeedsAPart_FindsSmallPages_WithoutMemory(string what)
    {
        using SpaceDriver driver = new(hugePages: HugePagePolicy.Always);
        MemorySpace* space = driver.Space(0);
        Map(driver, Base, Huge);
        Map(driver, Base + Huge + 0x10000, 4096);
        for (ulong i = 0; i < 512; i += 3)
            Write(driver, Base + i * 4096, i + 1);
        Assert.Equal(1UL, space->HugePages);
        ulong tables = driver.Machine.Physical->CountOf(FrameOwner.PageTable);
        ulong part = Base + 10 * 4096;
        switch (what)
        {
            case "unmap": Assert.Equal(MemoryStatus.Ok, space->Unmap(part, 2 * 4096)); break;
            case "discard": Assert.Equal(MemoryStatus.Ok, space->Discard(part, 2 * 4096)); break;
            case "protect": Assert.Equal(MemoryStatus.Ok, space->Protect(part, 2 * 4096, Protections.Read)); break;
            case "withdraw": Assert.Equal(MemoryStatus.Ok, space->Protect(Base, Huge, Protections.None)); break;
            case "lock": Assert.Equal(MemoryStatus.Ok, space->SetLocked(part, 2 * 4096, true)); break;
            case "advise": Assert.Equal(MemoryStatus.Ok, space->AdviseHugePages(part, 2 * 4096, HugePageAdvice.Unwanted)); break;
            case "map over": Map(driver, part, 2 * 4096); break;
            case "move": Assert.Equal(MemoryStatus.Ok, space->Remap(part, 2 * 4096, 3 * 4096, true, Base + ByteUnits.GiB, out _)); break;
            case "move over": Assert.Equal(MemoryStatus.Ok, space->Remap(Base + Huge + 0x10000, 4096, 2 * 4096, true, part, out _)); break;
            case "fork":
                Assert.Equal(MemoryStatus.Ok, space->Fork(out MemorySpace* child));
                MemorySpace.Destroy(child);
                break;
        }
        Assert.Equal(0UL, space->HugePages);
        // What was set aside is in use now; only the target of a move needed tables of its own.
        Assert.Equal(tables + (what == "move" ? 1UL : 0), driver.Machine.Physical->CountOf(FrameOwner.PageTable) - (what == "move" ? 1UL : 0));
        if (what == "withdraw")
            Assert.Equal(MemoryStatus.Ok, space->Protect(Base, Huge, ReadWrite));
        driver.Check(isComplete: false);
        for (ulong i = 0; i < 512; i += 3)
        {
            if (i == 12)
                i += 3;
            ulong value;
            Assert.Equal((MemoryStatus.Ok, i + 1), (space->CopyIn(Base + i * 4096, (byte*)&value, 8, out _), value));
        }
        End(driver);
    }

    [Fact]
    public void AllOfIt_GoesAndChangesAtOnce()
    {
        using SpaceDriver driver = new(hugePages: HugePagePolicy.Always);
        MemorySpace* space = driver.Space(0);
        Map(driver, Base, 2 * Huge);
        Write(driver, Base, 1);
        Write(driver, Base + Huge, 2);
        int before = driver.Machine.Invalidations;
        Assert.Equal(MemoryStatus.Ok, space->Protect(Base, Huge, Protections.Read));
        Assert.Equal(2UL, space->HugePages);
        Assert.Equal(before + 1, driver.Machine.Invalidations);
        Assert.Equal(FaultOutcome.BadAccess, driver.Access(0, Base + 4096, Protections.Write, 3, out _));
        Assert.Equal(MemoryStatus.Ok, space->Protect(Base, Huge, ReadWrite));
        Write(driver, Base + 4096, 3);
        Assert.Equal(2UL, space->HugePages);
        Assert.Equal(MemoryStatus.Ok, space->Unmap(Base, Huge));
        Assert.Equal((1UL, 512UL), (space->HugePages, space->ResidentPages));
        space->Reap();
        Assert.Equal((0UL, 0UL), (space->HugePages, space->ResidentPages));
        End(driver);
    }

    [Fact]
    public void WhatIsFilledAhead_LeavesItAlone()
    {
        using SpaceDriver driver = new(hugePages: HugePagePolicy.Always);
        MemorySpace* space = driver.Space(0);
        Map(driver, Base, Huge + 3 * 4096);
        Write(driver, Base + 4096, 1);
        Assert.Equal(MemoryStatus.Ok, space->Populate(Base + 4096, Huge + 2 * 4096));
        Assert.Equal((1UL, 515UL), (space->HugePages, space->ResidentPages));
        End(driver);
    }

    [Fact]
    public void Pages_AreCountedAndTold()
    {
        using SpaceDriver driver = new(hugePages: HugePagePolicy.Always);
        MemorySpace* space = driver.Space(0);
        Map(driver, Base, Huge + 4 * 4096);
        Write(driver, Base, 1);
        Write(driver, Base + Huge, 1);
        PageUsage usage = space->MeasurePages(Base, Base + Huge + 4 * 4096);
        Assert.Equal((513UL, 512UL, 513UL, 513UL, 513UL * 4096), (usage.Resident, usage.Huge, usage.Anonymous, usage.Writable, usage.ProportionalBytes));
        Assert.Equal(2UL, space->MeasurePages(Base + 4096, Base + 3 * 4096).Huge);
        byte* states = stackalloc byte[514];
        Assert.Equal(MemoryStatus.Ok, space->GetResidency(Base, states, 514));
        Assert.Equal((1, 1, 1, 0), (states[0], states[511], states[512], states[513]));
        // The top table, three on the way, one below, and the one set aside.
        Assert.Equal(5UL, space->Measure().PageTables);
        Assert.Equal(1UL, driver.Machine.Physical->HugePages);
        End(driver);
    }

    [Fact]
    public void AQuarterOfMemory_IsLeftForSmallPages()
    {
        using SpaceDriver driver = new(hugePages: HugePagePolicy.Always);
        PhysicalMemory* memory = driver.Machine.Physical;
        Map(driver, Base, 40 * Huge);
        for (ulong i = 0; i < 30; i++)
            Write(driver, Base + i * Huge, i);
        Assert.InRange(memory->FreeFrames, memory->TotalFrames / 4 - 64, memory->TotalFrames / 4 + 512);
        Assert.InRange(driver.Space(0)->HugePages, 22UL, 24UL);
        driver.Check(isComplete: false);
        End(driver);
    }

    [Fact]
    public void WithoutARun_PagesAreSmall()
    {
        using SpaceDriver driver = new(hugePages: HugePagePolicy.Always);
        PhysicalMemory* memory = driver.Machine.Physical;
        // Everything is taken in runs of a quarter of a huge page, and the first half of each given back.
        List<Frame> taken = [];
        while (memory->TryAllocateContiguous(128, 128, new PhysicalAddress(ulong.MaxValue), FrameOwner.Device, out FrameRange run))
            taken.Add(run.Start);
        foreach (Frame start in taken)
            memory->Free(new FrameRange(start, 64));
        Map(driver, Base, Huge);
        Write(driver, Base + 4096, 1);
        Assert.Equal((0UL, 1UL), (driver.Space(0)->HugePages, driver.Space(0)->ResidentPages));
        foreach (Frame start in taken)
            memory->Free(new FrameRange(start + 64, 64));
        End(driver);
    }

    private static void Map(SpaceDriver driver, ulong address, ulong length, RegionKind kind = RegionKind.Anonymous, bool isShared = false)
    {
        MapRequest request = new() { Address = address, Length = length, Protection = ReadWrite, Kind = kind, IsShared = isShared, Placement = Placement.Fixed };
        Assert.Equal(MemoryStatus.Ok, driver.Space(0)->Map(&request, out _));
    }

    private static void Write(SpaceDriver driver, ulong address, ulong value) =>
        Assert.Equal(FaultOutcome.Resolved, driver.Access(0, address, Protections.Write, value, out _));

    private static void End(SpaceDriver driver)
    {
        driver.Check(isComplete: false);
        driver.DestroyAll();
    }
}
