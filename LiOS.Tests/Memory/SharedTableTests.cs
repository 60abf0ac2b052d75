using LiOS.Memory;
using Xunit;

namespace LiOS.Tests.Memory;

/// <summary>Page tables that spaces share since a fork: who may change what, and what it costs.</summary>
public unsafe class SharedTableTests
{
    private const ulong Base = 64 * ByteUnits.MiB;
    private const ulong Length = 8 * ByteUnits.MiB;
    private const ulong Step = 512 * ByteUnits.KiB;
    private const Protection ReadWrite = Protection.Read | Protection.Write;

    [Fact]
    public void Fork_CostsNoFramePerPage()
    {
        using SpaceDriver driver = Filled();
        PhysicalMemory* memory = driver.Machine.Physical;
        ulong tables = memory->CountOf(FrameOwner.PageTable), pages = memory->CountOf(FrameOwner.UserAnonymous);
        Fork(driver, 0);
        // A top table and one of each level above page tables.
        Assert.Equal(tables + 3, memory->CountOf(FrameOwner.PageTable));
        Assert.Equal(pages, memory->CountOf(FrameOwner.UserAnonymous));
        Assert.Equal(driver.Space(0)->ResidentPages, driver.Space(1)->ResidentPages);
        driver.Check(true);
        driver.DestroyAll();
    }

    [Fact]
    public void FirstWrite_CopiesOneTableAndOnePage()
    {
        using SpaceDriver driver = Filled();
        PhysicalMemory* memory = driver.Machine.Physical;
        Fork(driver, 0);
        ulong tables = memory->CountOf(FrameOwner.PageTable), pages = memory->CountOf(FrameOwner.UserAnonymous);
        Access(driver, 1, Base, Protection.Write, 77);
        Assert.Equal(tables + 1, memory->CountOf(FrameOwner.PageTable));
        Assert.Equal(pages + 1, memory->CountOf(FrameOwner.UserAnonymous));
        // The parent's page has one holder again, and its table, too: nothing is copied.
        Access(driver, 0, Base, Protection.Write, 78);
        Assert.Equal((tables + 1, pages + 1), (memory->CountOf(FrameOwner.PageTable), memory->CountOf(FrameOwner.UserAnonymous)));
        driver.Check(true);
        driver.DestroyAll();
    }

    [Fact]
    public void WhatSpacesShare_IsCounted_AlsoBehindSharedTables()
    {
        using SpaceDriver driver = Filled();
        PhysicalMemory* memory = driver.Machine.Physical;
        ulong pages = driver.Space(0)->ResidentPages;
        Assert.Equal(0UL, Count());
        Fork(driver, 0);
        Assert.Equal(pages, Count());
        Fork(driver, 0);
        Assert.Equal(pages, Count());
        // A space that writes has a table of its own, and a page; the other pages of the table are shared one by one.
        Access(driver, 1, Base, Protection.Write, 77);
        Assert.Equal(pages, Count());
        driver.Destroy(2);
        Assert.Equal(pages - 1, Count());
        driver.Destroy(1);
        Assert.Equal(0UL, Count());
        driver.DestroyAll();

        ulong Count() => Mapper.CountShared(memory, new FrameRange(new Frame(0), memory->FrameCount));
    }

    [Fact]
    public void AfterTheChildsEnd_TheParentWritesWithoutCopies()
    {
        using SpaceDriver driver = Filled();
        PhysicalMemory* memory = driver.Machine.Physical;
        ulong free = memory->FreeFrames;
        Fork(driver, 0);
        driver.Destroy(1);
        memory->TrimCaches();
        Assert.Equal(free, memory->FreeFrames);
        for (ulong at = 0; at < Length; at += Step)
            Access(driver, 0, Base + at, Protection.Write, at + 1);
        Assert.Equal(free, memory->FreeFrames);
        Assert.Equal(0UL, memory->SharedFrames);
        driver.Check(true);
        driver.DestroyAll();
    }

    public static TheoryData<string, ulong, ulong> Ranges()
    {
        ulong table = 2 * ByteUnits.MiB;
        (ulong Start, ulong Length)[] ranges =
        [
            (0, Length), (0, table), (table, table), (Step, Step), (0, Step), (table - Step, Step), (Step, Length - Step), (0, Length - Step),
            (table - Step, table + (2 * Step)), (Step, 2 * table),
        ];
        TheoryData<string, ulong, ulong> data = [];
        foreach (string operation in (string[])["unmap", "discard", "protect", "map over", "move", "move over"])
        {
            foreach ((ulong start, ulong length) in ranges)
                data.Add(operation, start, length);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void ChangesInOneSpace_AreNotSeenInOthers(string operation, ulong start, ulong length)
    {
        for (int changed = 0; changed < 3; changed++)
        {
            using SpaceDriver driver = Filled();
            Fork(driver, 0);
            Fork(driver, 1);
            // Of three generations, one has some tables of its own already.
            Access(driver, 2, Base + (3 * ByteUnits.MiB), Protection.Write, 5);
            Change(driver, changed, operation, Base + start, length);
            driver.Check(true);
            for (int which = 0; which < 3; which++)
            {
                for (ulong at = 0; at < Length; at += Step)
                {
                    Access(driver, which, Base + at, Protection.Read, 0);
                    Access(driver, which, Base + at, Protection.Write, (ulong)which * 1000 + at);
                }
                driver.Check(true);
            }
            for (int which = 0; which < 3; which++)
            {
                for (ulong at = 0; at < Length; at += Step)
                    Access(driver, which, Base + at, Protection.Read, 0);
            }
            driver.Destroy(changed);
            driver.Check(true);
            driver.DestroyAll();
        }
    }

    private static void Change(SpaceDriver driver, int which, string operation, ulong address, ulong length)
    {
        const ulong elsewhere = Base + (ByteUnits.GiB);
        MemorySpace* space = driver.Space(which);
        SpaceModel model = driver.Models[which];
        ulong page = address >> 12, count = length >> 12;
        switch (operation)
        {
            case "unmap":
                Assert.Equal(MemoryStatus.Ok, space->Unmap(address, length));
                model.Unmap(page, count);
                break;
            case "discard":
                Assert.Equal(MemoryStatus.Ok, space->Discard(address, length));
                Assert.Equal(MemoryStatus.Ok, model.Discard(page, count));
                break;
            case "protect":
                Assert.Equal(MemoryStatus.Ok, space->Protect(address, length, Protection.Read));
                Assert.Equal(MemoryStatus.Ok, model.Protect(page, count, Protection.Read));
                break;
            case "map over":
                Map(driver, which, address, length, Placement.Fixed);
                break;
            case "move":
                Assert.Equal(MemoryStatus.Ok, space->Remap(address, length, length, true, elsewhere, out _));
                model.Remap(page, count, elsewhere >> 12, count);
                break;
            case "move over":
                // From outside onto a part of the shared tables, with pages in every second place.
                Map(driver, which, elsewhere, length, Placement.FixedNoReplace);
                for (ulong at = 0; at < length; at += 2 * Step)
                    Access(driver, which, elsewhere + at, Protection.Write, at + 9);
                Assert.Equal(MemoryStatus.Ok, space->Remap(elsewhere, length, length, true, address, out _));
                model.Remap(elsewhere >> 12, count, page, count);
                break;
        }
    }

    private static SpaceDriver Filled()
    {
        SpaceDriver driver = new();
        Map(driver, 0, Base, Length, Placement.FixedNoReplace);
        for (ulong at = 0; at < Length; at += Step)
            Access(driver, 0, Base + at, Protection.Write, at + 100);
        return driver;
    }

    private static void Map(SpaceDriver driver, int which, ulong address, ulong length, Placement placement)
    {
        MapRequest request = new() { Address = address, Length = length, Placement = placement, Protection = ReadWrite };
        Assert.Equal(MemoryStatus.Ok, driver.Space(which)->Map(&request, out _));
        driver.Models[which].Map(address >> 12, length >> 12, request);
    }

    private static void Fork(SpaceDriver driver, int which)
    {
        Assert.Equal(MemoryStatus.Ok, driver.Space(which)->Fork(out MemorySpace* child));
        driver.Spaces.Add((nint)child);
        driver.Models.Add(driver.Models[which].Fork());
    }

    private static void Access(SpaceDriver driver, int which, ulong address, Protection access, ulong value)
    {
        FaultOutcome real = driver.Access(which, address, access, value, out ulong seen);
        Assert.Equal(driver.Expect(which, address, access, value, out ulong right), real);
        Assert.Equal(right, seen);
    }
}
