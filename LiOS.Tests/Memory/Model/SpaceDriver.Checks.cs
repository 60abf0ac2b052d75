using System;
using System.Collections.Generic;
using LiOS.Memory;
using Xunit;

namespace LiOS.Tests.Memory;

/// <remarks>Here: what must hold after every step.</remarks>
internal sealed unsafe partial class SpaceDriver
{
    /// <summary>Every invariant: of the spaces, of the TLB against the page tables, of frames against their holders.</summary>
    public void Check(bool isComplete)
    {
        PhysicalMemory* memory = Machine.Physical;
        for (int i = 0; i < Spaces.Count; i++)
        {
            Assert.True(Space(i)->Verify(out string? problem), problem);
            if (isComplete)
            {
                CheckRegions(i);
                CheckContents(i);
            }
        }
        CheckTlb();
        ulong huge = 0;
        for (int i = 0; i < Spaces.Count; i++)
            huge += Space(i)->HugePages;
        Assert.Equal(huge, memory->HugePages);
        if (huge > _hugePages)
            HugePagesMade++;
        _hugePages = huge;
        ulong held = 0;
        for (FrameOwner owner = FrameOwner.Kernel; owner < FrameOwner.Count; owner++)
            held += memory->CountOf(owner);
        Assert.Equal(memory->TotalFrames, memory->FreeFrames + held);
        if (isComplete)
            CheckHolders();
    }

    private void CheckRegions(int index)
    {
        using IEnumerator<KeyValuePair<ulong, ModelPage>> pages = Models[index].Pages.GetEnumerator();
        ulong at = 0;
        ulong total = 0;
        while (Space(index)->Query(at, out RegionInfo region))
        {
            for (ulong page = region.Start >> 12; page < region.End >> 12; page++)
            {
                bool agrees = pages.MoveNext() && page == pages.Current.Key;
                Assert.True(agrees, "a region and the model differ in pages");
                ModelPage model = pages.Current.Value;
                agrees = model.Protection == region.Protection && model.Kind == region.Kind && model.IsShared == region.IsShared
                    && model.HugePages == region.HugePages && model.File == region.BackingId && (model.Share != null) == (region.ShareId != 0)
                    && (model.IsPrivateAnonymous || model.Index == (region.BackingOffset >> 12) + page - (region.Start >> 12));
                Assert.True(agrees, "a region and the model differ in attributes");
                if (model.Kind != RegionKind.Guard)
                    total += 4096;
            }
            at = region.End;
        }
        Assert.False(pages.MoveNext());
        Assert.Equal(total, Space(index)->MappedBytes);
    }

    /// <summary>Private memory holds what was written to it, and zero elsewhere, whether it can be reached now or not.</summary>
    private void CheckContents(int index)
    {
        Mapper mapper = new(Machine.Physical, Space(index)->Root, false);
        foreach ((ulong page, ModelPage model) in Models[index].Pages)
        {
            if (!model.IsPrivateAnonymous)
                continue;
            ulong* slot = mapper.FindSlot(page << 12, 2);
            PageTableEntry entry = slot == null ? default : new(*slot);
            ulong seen = 0;
            if (entry.IsLarge)
                seen = *InHugePage(entry.Value, page << 12);
            else if (entry.IsPresent && new PageTableEntry(*mapper.FindSlot(page << 12, 1)) is { IsHeld: true } small)
                seen = *(ulong*)Machine.Physical->PointerTo(small.Frame);
            Assert.True(seen == (model.Written ?? 0), "a page does not hold what was written to it");
        }
    }

    private void CheckTlb()
    {
        foreach (nint space in Spaces)
        {
            string? problem = Machine.Tlb.FindStale((MemorySpace*)space);
            Assert.True(problem is null, problem);
        }
    }

    /// <summary>Counts the holders of every frame and page table by an independent walk and compares with the frame table.</summary>
    private void CheckHolders()
    {
        PhysicalMemory* memory = Machine.Physical;
        Dictionary<ulong, uint> holders = [];
        foreach (Frame frame in _pageCache.Values)
            holders[frame.Number] = 1;
        Dictionary<ulong, uint> tables = [];
        ulong anonymous = 0;
        ulong huge = 0;
        HashSet<ulong> seen = [];
        foreach (nint space in Spaces)
        {
            ulong resident = 0;
            huge += ((MemorySpace*)space)->HugePages;
            Walk(((MemorySpace*)space)->Root, 4, tables, (entry, isFirst) =>
            {
                if (!entry.IsHeld)
                    return;
                resident++;
                if (!isFirst)
                    return;
                ulong number = entry.Frame.Number;
                holders[number] = holders.GetValueOrDefault(number) + 1;
                if (seen.Add(number) && memory->OwnerOf(entry.Frame) == FrameOwner.UserAnonymous)
                    anonymous++;
            });
            Assert.Equal(((MemorySpace*)space)->ResidentPages, resident);
        }
        foreach ((ulong number, uint count) in holders)
        {
            uint own = memory->OwnerOf(new Frame(number)) == FrameOwner.UserShared ? 1U : 0;
            Assert.Equal(count + own, memory->ReferencesOf(new Frame(number)));
        }
        foreach ((ulong number, uint count) in tables)
            Assert.Equal(count, memory->ReferencesOf(new Frame(number)));
        Assert.Equal(anonymous, memory->CountOf(FrameOwner.UserAnonymous));
        // One more for each huge page: what it may be split into.
        Assert.Equal(_kernelTables + _blocks.PageTables + (ulong)tables.Count + huge, memory->CountOf(FrameOwner.PageTable));
    }

    /// <summary>Visits every entry of a space's page tables, and tells whether a table is seen for the first time: spaces share them.</summary>
    private void Walk(Frame table, int level, Dictionary<ulong, uint> tables, Action<PageTableEntry, bool> visit)
    {
        ulong* slots = (ulong*)Machine.Physical->PointerTo(table);
        uint count = tables[table.Number] = tables.GetValueOrDefault(table.Number) + 1;
        Assert.True(count == 1 || level == 1, "a table above page tables is shared");
        int used = 0;
        for (int i = 0; i < 512; i++)
        {
            if (slots[i] == 0 || (level == 4 && i >= KernelLayout.ManagedHeapEntry))
                continue;
            used++;
            PageTableEntry entry = new(slots[i]);
            if (level == 1)
            {
                visit(entry, count == 1);
            }
            else if (entry.IsLarge)
            {
                for (ulong j = 0; j < 512; j++)
                    visit(new PageTableEntry((entry.Value & ~PageTableEntry.AddressMask) | (entry.Frame + j).Start.Value), count == 1);
            }
            else
            {
                Walk(entry.Frame, level - 1, tables, visit);
            }
        }
        Assert.True(used != 0 || level == 4, "an empty page table was left behind");
    }
}
