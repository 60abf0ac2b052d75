using System;
using System.Collections.Generic;
using System.Linq;
using LiOS.Memory;
using Xunit;

namespace LiOS.Tests.Memory;

/// <summary>Drives spaces and their models side by side, and compares everything that can be seen.</summary>
internal sealed unsafe class SpaceDriver : IDisposable
{
    private readonly Dictionary<(ulong File, ulong Index), Frame> _pageCache = [];
    private readonly HashSet<(ulong File, ulong Index)> _announced = [];
    private readonly KernelBlocks _blocks;
    private readonly ulong _freeAtStart;
    private readonly bool _isTight;
    private bool _isFailing;

    public SpaceDriver(ulong memory = 64 * ByteUnits.MiB, ulong reserveFrames = 0)
    {
        _isTight = reserveFrames != 0;
        Machine = new SimulatedMachine(memory, reserveFrames);
        KernelRoot = Machine.CreateKernelRoot();
        Machine.Tlb.Leave(KernelRoot);
        _blocks = new KernelBlocks(Machine, KernelRoot);
        _freeAtStart = Machine.Physical->FreeFrames;
        Spaces.Add((nint)MemorySpace.CreateUser(Machine.Physical, KernelRoot));
        Models.Add(new SpaceModel());
    }

    public SimulatedMachine Machine { get; }

    /// <summary>The kernel's top table.</summary>
    public Frame KernelRoot { get; }

    public List<nint> Spaces { get; } = [];

    public List<SpaceModel> Models { get; } = [];

    public MemorySpace* Space(int index) => (MemorySpace*)Spaces[index];

    /// <summary>What the pager has, or makes, for a page of a file: its first word is a stamp.</summary>
    public Frame PageOf(ulong file, ulong index)
    {
        if (!_pageCache.TryGetValue((file, index), out Frame frame))
        {
            // The pager's own allocation is not what is put to the test.
            ulong countdown = Machine.Physical->FailureCountdown;
            Machine.Physical->FailureCountdown = 0;
            Assert.True(Machine.Physical->TryAllocateZeroed(FrameOwner.PageCache, AllocationFlags.UseReserve, out frame));
            Machine.Physical->FailureCountdown = countdown;
            *(ulong*)Machine.Physical->PointerTo(frame) = (file << 32) + index;
            _pageCache.Add((file, index), frame);
        }
        return frame;
    }

    /// <summary>Makes the n-th allocation from now fail; 0 for none.</summary>
    public void FailNext(ulong countdown)
    {
        _isFailing = countdown != 0;
        Machine.Physical->FailureCountdown = countdown;
    }

    /// <summary>Whether an operation ended for lack of memory, by an injected failure or because memory is tight: it must have had no effect then.</summary>
    public bool IsRefused(MemoryStatus status)
    {
        bool isRefused = status == MemoryStatus.OutOfMemory && (_isTight || (_isFailing && Machine.Physical->FailureCountdown == 0));
        if (isRefused)
            Refusals++;
        return isRefused;
    }

    /// <summary>How many operations ended for lack of memory.</summary>
    public int Refusals { get; private set; }

    public bool IsCached(ulong file, ulong index) => _pageCache.ContainsKey((file, index));

    /// <summary>The pager gives up its reference, as when memory runs short; private mappings may keep the frame.</summary>
    public void Evict(ulong file, ulong index)
    {
        _pageCache.Remove((file, index), out Frame frame);
        Machine.Physical->Release(frame);
    }

    /// <summary>An access of ring 3: by TLB, page walk, fault and pager, until it succeeds or fails for good.</summary>
    public FaultOutcome Access(int which, ulong address, Protection access, ulong value, out ulong seen)
    {
        MemorySpace* space = Space(which);
        seen = 0;
        for (int attempt = 0; attempt < 6; attempt++)
        {
            if (TryTranslate(space, address, access, out ulong* data))
            {
                seen = *data;
                if (access == Protection.Write)
                {
                    *data = value;
                    RequireAnnounced(which, address);
                }
                return FaultOutcome.Resolved;
            }
            FaultOutcome outcome = space->HandleFault(address, access, true);
            if (outcome == FaultOutcome.NeedsPage)
            {
                Assert.True(space->Query(address, out RegionInfo region));
                MemoryStatus installed = Install(space, region, address, access == Protection.Write);
                if (installed == MemoryStatus.OutOfMemory)
                    return FaultOutcome.OutOfMemory;
                Assert.Equal(MemoryStatus.Ok, installed);
            }
            else if (outcome != FaultOutcome.Resolved)
            {
                return outcome;
            }
        }
        throw new InvalidOperationException("the access makes no progress");
    }

    /// <summary>What the pager does: a page, its neighbours that are cached when it is only read, and a note of what will be written.</summary>
    public MemoryStatus Install(MemorySpace* space, in RegionInfo region, ulong address, bool isWrite)
    {
        ulong index = (region.BackingOffset + (address & ~4095UL) - region.Start) >> 12;
        if (isWrite)
        {
            MemoryStatus status = space->InstallPage(address, PageOf(region.BackingId, index), mayWrite: true);
            if (status == MemoryStatus.Ok)
                _announced.Add((region.BackingId, index));
            return status;
        }
        const uint around = 5;
        ulong* frames = stackalloc ulong[2 * (int)around + 1];
        for (uint i = 0; i <= 2 * around; i++)
        {
            ulong neighbour = index + i - around;
            frames[i] = i == around || (index + i >= around && IsCached(region.BackingId, neighbour)) ? PageOf(region.BackingId, neighbour).Number : 0;
        }
        return space->InstallPages(address, frames, 2 * around + 1, around, mayWrite: false);
    }

    /// <summary>Loads a space, as when its program's turn comes.</summary>
    /// <param name="which">The space.</param>
    /// <param name="leavesFirst">Whether the kernel's own tree is loaded in between.</param>
    public void Load(int which, bool leavesFirst)
    {
        if (leavesFirst)
            Machine.Tlb.Leave(KernelRoot);
        Machine.Tlb.Load(Space(which));
    }

    /// <summary>The kernel allocates a block of its own, or frees it, and uses what it has under the space that is loaded.</summary>
    public void ChangeKernelPages(int which, ulong pages)
    {
        // The kernel takes what it needs from the reserve, which a machine with so little memory does not have for this.
        if (!_isTight)
            IsRefused(_blocks.Change(which, pages));
    }

    /// <summary>Nobody writes through a shared mapping of a file without the pager's knowing.</summary>
    public void RequireAnnounced(int which, ulong address)
    {
        if (Models[which].Pages.TryGetValue(address >> 12, out ModelPage? page) && page.IsShared && page.File != 0)
            Assert.True(_announced.Contains((page.File, page.Index)), "a file's page was written and the pager does not know");
    }

    /// <summary>A file becomes shorter: its pages go from every space, what private mappings wrote too.</summary>
    public void Truncate(ulong file, ulong index)
    {
        for (int i = 0; i < Spaces.Count; i++)
        {
            Assert.Equal(MemoryStatus.Ok, Space(i)->DiscardFile(file, index << 12));
            foreach ((ulong number, ModelPage page) in Models[i].Pages)
            {
                if (page.File != file || page.Index < index)
                    continue;
                page.Written = null;
                byte state;
                Assert.Equal(MemoryStatus.Ok, Space(i)->GetResidency(number << 12, &state, 1));
                Assert.Equal(0, state);
            }
        }
        _announced.RemoveWhere(page => page.File == file && page.Index >= index);
    }

    /// <summary>What the model says about the same access.</summary>
    public FaultOutcome Expect(int which, ulong address, Protection access, ulong value, out ulong seen)
    {
        seen = 0;
        if (!Models[which].Pages.TryGetValue(address >> 12, out ModelPage? page))
            return FaultOutcome.BadAddress;
        Protection rights = page.Protection == Protection.None ? Protection.None : page.Protection | Protection.Read;
        if ((rights & access) == 0)
            return FaultOutcome.BadAccess;
        if (page.Share != null)
        {
            seen = page.Share.At(page.Index).Value;
            if (access == Protection.Write)
                page.Share.At(page.Index).Value = value;
            return FaultOutcome.Resolved;
        }
        ulong* cached = page.File == 0 ? null : (ulong*)Machine.Physical->PointerTo(PageOf(page.File, page.Index));
        if (page.IsShared)
        {
            // The real access has written through the same frame already: what it saw before is not known here.
            seen = *cached;
            return FaultOutcome.Resolved;
        }
        seen = page.Written ?? (cached == null ? 0 : *cached);
        if (access == Protection.Write)
            page.Written = value;
        return FaultOutcome.Resolved;
    }

    private bool TryTranslate(MemorySpace* space, ulong address, Protection access, out ulong* data)
    {
        data = null;
        Machine.Tlb.Load(space);
        bool isMapped = Machine.Tlb.TryTranslate(address, out PageTableEntry entry);
        if (!isMapped || !Allows(entry, access))
        {
            Machine.Tlb.Fault(address);
            return false;
        }
        // The word at the start of the page stands for all of it.
        data = (ulong*)Machine.Physical->PointerTo(entry.Frame);
        return true;
    }

    private static bool Allows(PageTableEntry entry, Protection access) =>
        entry.IsUser && (access != Protection.Write || entry.IsWritable) && (access != Protection.Execute || entry.IsExecutable);

    /// <summary>Every invariant: of the spaces, of the TLB against the page tables, of frames against their holders.</summary>
    public void Check(bool isComplete)
    {
        PhysicalMemory* memory = Machine.Physical;
        for (int i = 0; i < Spaces.Count; i++)
        {
            Assert.True(Space(i)->Verify(out string? problem), problem);
            if (isComplete)
                CheckRegions(i);
        }
        CheckTlb();
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
                    && model.File == region.BackingId && (model.Share != null) == (region.ShareId != 0)
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
        HashSet<ulong> seen = [];
        foreach (nint space in Spaces)
        {
            ulong resident = 0;
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
                visit(entry, count == 1);
            else
                Walk(entry.Frame, level - 1, tables, visit);
        }
        Assert.True(used != 0 || level == 4, "an empty page table was left behind");
    }

    public void Destroy(int index)
    {
        if (Machine.Tlb.Loaded == Space(index))
            Machine.Tlb.Leave(KernelRoot);
        MemorySpace.Destroy(Space(index));
        Spaces.RemoveAt(index);
        Models.RemoveAt(index);
    }

    /// <summary>Everything is given back: as many frames are free as at the start.</summary>
    public void DestroyAll()
    {
        while (Spaces.Count != 0)
            Destroy(Spaces.Count - 1);
        _blocks.FreeAll();
        foreach (Frame frame in _pageCache.Values)
            Machine.Physical->Free(frame);
        _pageCache.Clear();
        Machine.Physical->TrimCaches();
        Assert.Equal(_freeAtStart, Machine.Physical->FreeFrames);
        Assert.Equal(0UL, Machine.Physical->SharedFrames);
    }

    public void Dispose() => Machine.Dispose();
}
