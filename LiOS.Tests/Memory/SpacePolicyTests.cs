using System;
using System.Collections.Generic;
using LiOS.Memory;
using Xunit;

namespace LiOS.Tests.Memory;

/// <summary>What is decided about a space from above: windows, stack limits, locks, second mappings, measuring, reaping.</summary>
public unsafe class SpacePolicyTests
{
    private const Protection ReadWrite = Protection.Read | Protection.Write;
    private const ulong Base = 0x1000_0000;

    private static ulong Map(MemorySpace* space, ulong address, ulong pages, RegionKind kind = RegionKind.Anonymous, bool isShared = false, Protection protection = ReadWrite)
    {
        MapRequest request = new()
        {
            Address = address,
            Length = pages << 12,
            Kind = kind,
            Protection = protection,
            IsShared = isShared,
            Placement = address == 0 ? Placement.Hint : Placement.Fixed,
        };
        Assert.Equal(MemoryStatus.Ok, space->Map(&request, out ulong at));
        return at;
    }

    private static void Write(MemorySpace* space, ulong address, ulong value) => Assert.Equal(MemoryStatus.Ok, space->CopyOut(address, (byte*)&value, 8, out _));

    private static ulong Read(MemorySpace* space, ulong address)
    {
        ulong value;
        Assert.Equal(MemoryStatus.Ok, space->CopyIn(address, (byte*)&value, 8, out _));
        return value;
    }

    private static void Verify(MemorySpace* space) => Assert.True(space->Verify(out string? problem), problem);

    [Fact]
    public void SharedFileOpenedForReading_NeverBecomesWritable()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        // Two neighbours of one file that differ in nothing else.
        for (ulong i = 0; i < 2; i++)
        {
            MapRequest request = new()
            {
                Address = Base + (i << 12),
                Length = 1 << 12,
                Kind = RegionKind.File,
                Protection = Protection.Read,
                IsShared = true,
                IsReadOnly = i == 1,
                BackingId = 7,
                BackingOffset = i << 12,
                Placement = Placement.Fixed,
            };
            Assert.Equal(MemoryStatus.Ok, space->Map(&request, out _));
        }
        Assert.Equal(MemoryStatus.BadAccess, space->Protect(Base, 2 << 12, ReadWrite));
        Assert.Equal(MemoryStatus.Ok, space->Protect(Base, 1 << 12, ReadWrite));
        Assert.Equal(MemoryStatus.Ok, space->Protect(Base + (1 << 12), 1 << 12, Protection.None));
        Assert.Equal(MemoryStatus.Ok, space->Protect(Base + (1 << 12), 1 << 12, Protection.Read | Protection.Execute));
        Assert.Equal(MemoryStatus.BadAccess, space->Protect(Base + (1 << 12), 1 << 12, Protection.Write));
        Verify(space);
    }

    [Fact]
    public void SmallestGapInsideTheWindow_IsTaken_HoweverManyFitOutside()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        // Gaps of one page below the window and above it; inside, gaps of three, one and two pages at the window's upper end.
        for (ulong i = 0; i < 500; i++)
        {
            Map(space, Base + (i << 13), 1);
            Map(space, 0x4000_0000 + (i << 13), 1);
        }
        ulong bottom = 0x2000_0000, top = 0x2001_0000;
        Map(space, bottom, 6);
        Map(space, bottom + (9 << 12), 1);
        Map(space, bottom + (11 << 12), 3);
        space->SetMapWindow(bottom, top);
        Verify(space);
        Assert.Equal(bottom + (10 << 12), Map(space, 0, 1));
        Assert.Equal(bottom + (14 << 12), Map(space, 0, 2));
        Assert.Equal(bottom + (6 << 12), Map(space, 0, 3));
        // Now the window is full.
        ulong outside = Map(space, 0, 1);
        Assert.True(outside < bottom || outside >= top);
        Verify(space);
    }

    [Fact]
    public void GapAcrossTheWindowsEnd_ServesWhatTheWindowCannot()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        Map(space, KernelLayout.UserBase, (0x2000_0000 - KernelLayout.UserBase) >> 12);
        Map(space, 0x2000_4000, (KernelLayout.UserTop - 0x2000_4000) >> 12);
        space->SetMapWindow(0x1000_0000, 0x2000_2000);
        Assert.Equal(0x2000_0000UL, Map(space, 0, 4));
        Assert.Equal(MemoryStatus.Ok, space->Unmap(0x2000_0000, 4 << 12));
        Assert.Equal(0x2000_0000UL, Map(space, 0, 2));
        Verify(space);
    }

    [Fact]
    public void Window_IsInherited()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        Map(space, 0x1000_1000, 1);
        space->SetMapWindow(0x2000_0000, 0x3000_0000);
        Assert.Equal(MemoryStatus.Ok, space->Fork(out MemorySpace* child));
        Assert.Equal(0x2FFF_F000UL, Map(child, 0, 1));
        Verify(child);
        MemorySpace.Destroy(child);
    }

    [Fact]
    public void Mappings_GoToTheTopOfTheWindow_AndElsewhereWhenItIsFull()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        // A gap outside that would fit better does not tempt.
        Map(space, Base, 1);
        Map(space, Base + (5 << 12), 1);
        space->SetMapWindow(0x2000_0000, 0x2001_0000);
        Assert.Equal(0x2000_C000UL, Map(space, 0, 4));
        Assert.Equal(0x2000_0000UL, Map(space, 0, 12));
        ulong outside = Map(space, 0, 4);
        Assert.Equal(Base + (1 << 12), outside);
        Assert.Throws<MemoryPanicException>(() => ((MemorySpace*)driver.Spaces[0])->SetMapWindow(0x1001, 0x2000));
        Verify(space);
    }

    [Fact]
    public void Stack_GrowsAsFarAsTheSpaceMay()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        ulong end = Map(space, Base, 4096, RegionKind.Stack) + (4096 << 12);
        ulong before = space->MappedBytes;
        space->LimitSize(before + (8 << 12));
        ulong bottom = end - before;
        Assert.Equal(FaultOutcome.BadAddress, space->HandleFault(bottom - (9 << 12), Protection.Write, true));
        Assert.Equal(FaultOutcome.Resolved, space->HandleFault(bottom - (8 << 12), Protection.Write, true));
        Assert.Equal(before + (8 << 12), space->MappedBytes);
        Assert.Equal(FaultOutcome.BadAddress, space->HandleFault(bottom - (9 << 12), Protection.Write, true));
        Assert.Equal(MemoryStatus.Ok, space->Fork(out MemorySpace* child));
        Assert.Equal(FaultOutcome.BadAddress, child->HandleFault(bottom - (9 << 12), Protection.Write, true));
        child->LimitSize(ulong.MaxValue);
        Assert.Equal(FaultOutcome.Resolved, child->HandleFault(bottom - (9 << 12), Protection.Write, true));
        MemorySpace.Destroy(child);
        Verify(space);
    }

    [Fact]
    public void StackLimit_MovesBothWays_ButNotIntoTheGuard()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        const ulong Length = 1024, Top = Base + (Length << 12);
        Map(space, Base, Length, RegionKind.Stack);
        space->LimitStack(256 << 12);
        Assert.Equal(FaultOutcome.Resolved, space->HandleFault(Top - (256 << 12), Protection.Write, true));
        Assert.Equal(FaultOutcome.BadAddress, space->HandleFault(Top - (257 << 12), Protection.Write, true));
        space->LimitStack(512 << 12);
        Assert.Equal(FaultOutcome.Resolved, space->HandleFault(Top - (512 << 12), Protection.Write, true));
        space->LimitStack(0);
        Assert.Equal(FaultOutcome.BadAddress, space->HandleFault(Top - (513 << 12), Protection.Write, true));
        space->LimitStack(ulong.MaxValue);
        Assert.Equal(FaultOutcome.Resolved, space->HandleFault(Base + (16 << 12), Protection.Write, true));
        Assert.Equal(FaultOutcome.BadAddress, space->HandleFault(Base + (15 << 12), Protection.Write, true));
        Assert.Equal(Length - 16, space->Measure().Stack);
        Verify(space);
    }

    /// <summary>Random locks and unlocks against a set of pages; regions split and merge as the marks ask for.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Locks_FollowAModel(int seed)
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        Map(space, Base, 64);
        Map(space, Base + (64 << 12), 64, protection: Protection.Read);
        HashSet<ulong> locked = [];
        Random random = new(seed);
        for (int step = 0; step < 5_000; step++)
        {
            ulong first = (ulong)random.Next(128), count = (ulong)random.Next(1, 129 - (int)first);
            bool isLocked = random.Next(2) == 0;
            Assert.Equal(MemoryStatus.Ok, space->SetLocked(Base + (first << 12), count << 12, isLocked));
            for (ulong page = first; page < first + count; page++)
            {
                if (isLocked) locked.Add(page);
                else locked.Remove(page);
            }
            Assert.Equal((ulong)locked.Count, space->Measure().Locked);
            ulong probe = (ulong)random.Next(128);
            Assert.Equal(locked.Contains(probe), space->HasLocked(Base + (probe << 12), Base + ((probe + 1) << 12)));
            Assert.True(space->Query(Base + (probe << 12), out RegionInfo region));
            Assert.Equal(locked.Contains(probe), region.IsLocked);
            if (step % 100 == 0) Verify(space);
        }
        Assert.Equal(MemoryStatus.BadAddress, space->SetLocked(Base + (127 << 12), 2 << 12, true));
        space->SetAllLocked(true);
        Assert.Equal(128UL, space->Measure().Locked);
        space->SetAllLocked(false);
        Assert.Equal(2UL, space->RegionCount);
        Verify(space);
    }

    [Fact]
    public void SecondMapping_IsTheSameMemory_AndOutlivesTheFirst()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        ulong free = driver.Machine.Physical->FreeFrames;
        Map(space, Base, 4, isShared: true);
        Write(space, Base + (2 << 12), 7);
        Assert.Equal(MemoryStatus.Ok, space->Duplicate(Base + (2 << 12), 1 << 12, 0, out ulong second));
        Assert.Equal(7UL, Read(space, second));
        Write(space, second, 8);
        Assert.Equal(8UL, Read(space, Base + (2 << 12)));
        // The new region takes the place of the only other one.
        Assert.Equal(MemoryStatus.Ok, space->Unmap(second, 1 << 12));
        Assert.Equal(MemoryStatus.Ok, space->Duplicate(Base + (2 << 12), 4 << 12, Base, out ulong third));
        Assert.Equal(Base, third);
        Assert.Equal(8UL, Read(space, Base));
        Assert.Equal(MemoryStatus.Ok, space->Unmap(Base, 4 << 12));
        Map(space, Base, 1);
        Assert.Equal(MemoryStatus.InvalidArgument, space->Duplicate(Base, 1 << 12, 0, out _));
        Assert.Equal(MemoryStatus.BadAddress, space->Duplicate(Base + (1 << 12), 1 << 12, 0, out _));
        Assert.Equal(MemoryStatus.Ok, space->Unmap(Base, 1 << 12));
        driver.Machine.Physical->TrimCaches();
        Assert.InRange(driver.Machine.Physical->FreeFrames, free - 1, free + 4);
        Verify(space);
    }

    /// <summary>Where an allocation fails, a second mapping is not made, and nothing is lost.</summary>
    [Fact]
    public void SecondMapping_FailsWithoutATrace()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        Map(space, Base, 4, isShared: true);
        Write(space, Base, 7);
        for (ulong i = 0; i < 400; i += 2) Map(space, Base + ((100 + i) << 12), 1);
        ulong regions = space->RegionCount;
        for (int i = 0; i < 60; i++)
        {
            driver.FailNext(1);
            MemoryStatus status = space->Duplicate(Base, 4 << 12, 0, out ulong address);
            driver.FailNext(0);
            Assert.True(status is MemoryStatus.Ok or MemoryStatus.OutOfMemory);
            if (status == MemoryStatus.Ok) regions++;
            Assert.Equal(regions, space->RegionCount);
        }
        Verify(space);
    }

    [Fact]
    public void Measuring_AgreesWithWhatWasDone()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        Map(space, Base, 10);
        Map(space, Base + (10 << 12), 5, protection: Protection.Read | Protection.Execute);
        Map(space, Base + (20 << 12), 3, isShared: true);
        Write(space, Base, 1);
        Write(space, Base + (1 << 12), 1);
        Write(space, Base + (20 << 12), 1);
        SpaceTotals totals = space->Measure();
        Assert.Equal((13UL, 10UL, 0UL, 5UL, 4UL), (totals.Promised, totals.Data, totals.Stack, totals.Code, totals.PageTables));
        PageUsage usage = space->MeasurePages(KernelLayout.UserBase, KernelLayout.UserTop);
        Assert.Equal((3UL, 2UL, 1UL, 0UL, 3UL), (usage.Resident, usage.Anonymous, usage.SharedAnonymous, usage.Shared, usage.Writable));
        Assert.Equal(3 * 4096UL, usage.ProportionalBytes);
        Assert.Equal(space->ResidentPages, usage.Resident);

        Assert.Equal(MemoryStatus.Ok, space->Fork(out MemorySpace* child));
        usage = space->MeasurePages(Base, Base + (30 << 12));
        Assert.Equal((3UL, 3UL, 3 * 2048UL), (usage.Resident, usage.Shared, usage.ProportionalBytes));
        MemorySpace.Destroy(child);

        byte* states = stackalloc byte[10];
        Assert.Equal(MemoryStatus.Ok, space->GetResidency(Base, states, 10));
        for (int i = 0; i < 10; i++) Assert.Equal(i < 2 ? 1 : 0, states[i]);
        Assert.Equal(MemoryStatus.BadAddress, space->GetResidency(Base + (14 << 12), states, 2));
    }

    [Fact]
    public void Reaping_GivesEveryFrameBack_AndKeepsTheRegions()
    {
        using SpaceDriver driver = new();
        MemorySpace* space = driver.Space(0);
        Map(space, Base, 600);
        Map(space, Base + (1000 << 12), 10, isShared: true);
        ulong free = driver.Machine.Physical->FreeFrames, regions = space->RegionCount;
        for (ulong i = 0; i < 600; i++) Write(space, Base + (i << 12), i);
        Assert.Equal(MemoryStatus.Ok, space->Fork(out MemorySpace* child));
        space->Reap();
        child->Reap();
        MemorySpace.Destroy(child);
        driver.Machine.Physical->TrimCaches();
        Assert.Equal((0UL, regions), (space->ResidentPages, space->RegionCount));
        Assert.InRange(driver.Machine.Physical->FreeFrames, free, free + 4);
        Assert.Equal(0UL, Read(space, Base));
        Verify(space);
    }
}
