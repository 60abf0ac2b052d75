using System;
using System.Collections.Generic;
using LiOS.Memory;
using Xunit;

namespace LiOS.Tests.Memory;

/// <summary>Random sequences of every operation against the naive model, all invariants checked after each step.</summary>
public unsafe class SpaceModelTests
{
    private const int WindowPages = 40;

    // Never mapped shared and so never written: the pager may forget its pages, and mappings become their only holders.
    private const ulong PrivateFile = 3;

    // The checks walk everything after each step; without optimisation that takes seven times as long.
#if DEBUG
    private const int Steps = 6_000;
#else
    private const int Steps = 40_000;
#endif

    // Windows at the ends of the user range, and across the borders of page tables of every level.
    private static readonly ulong[] s_windows =
    [
        KernelLayout.UserBase >> 12,
        (0x40_0000UL >> 12) - 20,
        (ByteUnits.GiB >> 12) - 20,
        (512 * ByteUnits.GiB >> 12) - 20,
        (KernelLayout.UserTop >> 12) - WindowPages,
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomOperations_AgreeWithTheModel(int seed)
    {
        using SpaceDriver driver = new();
        Run(driver, seed, fails: false);
    }

    [Theory]
    [InlineData(101)]
    [InlineData(102)]
    [InlineData(103)]
    public void RandomFailures_LeaveEverythingAsItWas(int seed)
    {
        using SpaceDriver driver = new();
        Run(driver, seed, fails: true);
        Assert.True(driver.Refusals > 100);
    }

    [Theory]
    [InlineData(201)]
    [InlineData(202)]
    public void TightMemory_LeavesEverythingAsItWas(int seed)
    {
        using SpaceDriver driver = new(memory: 1200 * ByteUnits.KiB, reserveFrames: 80);
        Run(driver, seed, fails: false);
        Assert.True(driver.Refusals > 100);
    }

    private static void Run(SpaceDriver driver, int seed, bool fails)
    {
        Random random = new(seed);
        int step = 0;
        try
        {
            for (; step < Steps; step++)
            {
                driver.FailNext(fails ? (ulong)random.Next(5) : 0);
                Step(driver, random, (ulong)step + 1);
                driver.FailNext(0);
                driver.Check(step % 8 == 0);
            }
            driver.DestroyAll();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"seed {seed}, step {step}: {e.Message}", e);
        }
    }

    private static void Step(SpaceDriver driver, Random random, ulong stamp)
    {
        int which = random.Next(driver.Spaces.Count);
        switch (random.Next(100))
        {
            case < 18: Map(driver, random, which); break;
            case < 28: Unmap(driver, random, which); break;
            case < 38: Protect(driver, random, which); break;
            case < 43: Discard(driver, random, which); break;
            case < 51: Remap(driver, random, which); break;
            case < 53: Fork(driver, random, which); break;
            case < 55: Evict(driver, random); break;
            case < 63: Copy(driver, random, which, stamp); break;
            default: Access(driver, random, which, stamp); break;
        }
    }

    private static ulong AnyPage(Random random, out ulong count)
    {
        int window = random.Next(s_windows.Length);
        int first = random.Next(WindowPages);
        count = (ulong)random.Next(1, Math.Min(12, WindowPages - first) + 1);
        return s_windows[window] + (ulong)first;
    }

    private static Protection AnyProtection(Random random) =>
        random.Next(3) == 0 ? (Protection)random.Next(8) : Protection.Read | Protection.Write;

    private static void Map(SpaceDriver driver, Random random, int which)
    {
        ulong page = AnyPage(random, out ulong count);
        MapRequest request = new()
        {
            Address = page << 12,
            Length = (count << 12) - (ulong)random.Next(4096),
            Protection = AnyProtection(random),
            Placement = (Placement)random.Next(3),
            Kind = (RegionKind)random.Next(4),
            IsShared = random.Next(3) == 0,
        };
        if (request.Kind == RegionKind.Stack)
        {
            // Growth has tests of its own; here the last kind is the guard, mostly not shared.
            request.Kind = RegionKind.Guard;
            request.IsShared = false;
        }
        if (request.Kind == RegionKind.File)
        {
            request.BackingId = (ulong)random.Next(1, 4);
            request.IsShared &= request.BackingId != PrivateFile;
            request.BackingOffset = (ulong)random.Next(6) << 12;
        }
        SpaceModel model = driver.Models[which];
        bool wasFree = model.IsFree(page, count);
        MemoryStatus status = driver.Space(which)->Map(&request, out ulong address);
        if (request.Placement == Placement.FixedNoReplace && !wasFree)
        {
            Assert.Equal(MemoryStatus.Exists, status);
            return;
        }
        if (driver.IsRefused(status))
            return;
        Assert.Equal(MemoryStatus.Ok, status);
        if (request.Placement != Placement.Hint || wasFree)
            Assert.Equal(request.Address, address);
        else
            Assert.True(model.IsFree(address >> 12, count));
        model.Map(address >> 12, count, request);
    }

    private static void Unmap(SpaceDriver driver, Random random, int which)
    {
        ulong page = AnyPage(random, out ulong count);
        MemoryStatus status = driver.Space(which)->Unmap(page << 12, count << 12);
        if (driver.IsRefused(status))
            return;
        Assert.Equal(MemoryStatus.Ok, status);
        driver.Models[which].Unmap(page, count);
    }

    private static void Protect(SpaceDriver driver, Random random, int which)
    {
        ulong page = AnyPage(random, out ulong count);
        Protection protection = AnyProtection(random);
        MemoryStatus status = driver.Space(which)->Protect(page << 12, count << 12, protection);
        if (!driver.IsRefused(status))
            Assert.Equal(driver.Models[which].Protect(page, count, protection), status);
    }

    private static void Discard(SpaceDriver driver, Random random, int which)
    {
        ulong page = AnyPage(random, out ulong count);
        MemoryStatus status = driver.Space(which)->Discard(page << 12, count << 12);
        if (!driver.IsRefused(status))
            Assert.Equal(driver.Models[which].Discard(page, count), status);
    }

    private static void Remap(SpaceDriver driver, Random random, int which)
    {
        SpaceModel model = driver.Models[which];
        ulong page = AnyPage(random, out ulong count);
        ulong newCount = (ulong)random.Next(1, 16);
        bool mayMove = random.Next(3) != 0;
        ulong target = random.Next(2) == 0 ? AnyPage(random, out _) : 0;
        bool overlaps = target != 0 && target < page + count && page < target + newCount;
        bool isOutside = target != 0 && target + newCount > KernelLayout.UserTop >> 12;
        MemoryStatus status = driver.Space(which)->Remap(page << 12, count << 12, newCount << 12, mayMove, target << 12, out ulong address);
        if (driver.IsRefused(status))
            return;
        if (!model.IsOneRegion(page, count))
            Assert.Equal(MemoryStatus.BadAddress, status);
        else if (model.Pages[page].Kind == RegionKind.Guard || (target != 0 && (!mayMove || overlaps || isOutside)))
            Assert.Equal(MemoryStatus.InvalidArgument, status);
        else if (target == 0 && newCount <= count)
            Assert.Equal((MemoryStatus.Ok, page << 12), (status, address));
        else if (target != 0)
            Assert.Equal((MemoryStatus.Ok, target << 12), (status, address));
        else if (!mayMove && status != MemoryStatus.Ok)
            Assert.Equal(MemoryStatus.OutOfMemory, status);
        else
            Assert.Equal(MemoryStatus.Ok, status);
        if (status == MemoryStatus.Ok)
            model.Remap(page, count, address >> 12, newCount);
    }

    private static void Fork(SpaceDriver driver, Random random, int which)
    {
        if (driver.Spaces.Count == 4)
        {
            driver.Destroy(random.Next(4));
            return;
        }
        MemoryStatus status = driver.Space(which)->Fork(out MemorySpace* child);
        if (driver.IsRefused(status))
            return;
        Assert.Equal(MemoryStatus.Ok, status);
        driver.Spaces.Add((nint)child);
        driver.Models.Add(driver.Models[which].Fork());
    }

    private static void Evict(SpaceDriver driver, Random random)
    {
        ulong index = (ulong)random.Next(18);
        if (driver.IsCached(PrivateFile, index))
            driver.Evict(PrivateFile, index);
    }

    private static void Access(SpaceDriver driver, Random random, int which, ulong stamp)
    {
        ulong address = AnyPage(random, out _) << 12;
        Protection access = (Protection)(1 << random.Next(3));
        FaultOutcome real = driver.Access(which, address, access, stamp, out ulong seen);
        if (real == FaultOutcome.OutOfMemory && driver.IsRefused(MemoryStatus.OutOfMemory))
            return;
        FaultOutcome expected = driver.Expect(which, address, access, stamp, out ulong right);
        Assert.Equal(expected, real);
        bool isSharedFile = driver.Models[which].Pages.TryGetValue(address >> 12, out ModelPage? page) && page.IsShared && page.File != 0;
        if (isSharedFile && real == FaultOutcome.Resolved && access == Protection.Write)
            Assert.Equal(stamp, right);
        else
            Assert.Equal(right, seen);
    }

    /// <summary>The kernel's copies see and do what the program's own accesses would.</summary>
    private static void Copy(SpaceDriver driver, Random random, int which, ulong stamp)
    {
        ulong page = AnyPage(random, out ulong count);
        MemorySpace* space = driver.Space(which);
        bool isWrite = random.Next(2) == 0;
        for (ulong i = 0; i < count; i++)
        {
            ulong address = (page + i) << 12;
            ulong value = stamp;
            MemoryStatus status;
            for (int attempt = 0; ; attempt++)
            {
                status = isWrite ? space->CopyOut(address, (byte*)&value, 8, out ulong copied) : space->CopyIn(address, (byte*)&value, 8, out copied);
                Assert.Equal(status == MemoryStatus.Ok ? 8UL : 0, copied);
                if (status != MemoryStatus.NeedsPage)
                    break;
                Assert.True(attempt < 2);
                Assert.True(space->Query(address, out RegionInfo region));
                status = space->InstallPage(address, driver.PageOf(region.BackingId, (region.BackingOffset + address - region.Start) >> 12));
                if (status != MemoryStatus.Ok)
                    break;
            }
            if (driver.IsRefused(status))
                return;
            FaultOutcome expected = driver.Expect(which, address, isWrite ? Protection.Write : Protection.Read, stamp, out ulong right);
            MemoryStatus wanted = expected == FaultOutcome.BadAddress ? MemoryStatus.BadAddress : expected == FaultOutcome.BadAccess ? MemoryStatus.BadAccess : MemoryStatus.Ok;
            Assert.Equal(wanted, status);
            if (status == MemoryStatus.Ok && !isWrite)
                Assert.Equal(right, value);
        }
    }
}
