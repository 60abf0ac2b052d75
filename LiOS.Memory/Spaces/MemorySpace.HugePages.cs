using System.Runtime.CompilerServices;

namespace LiOS.Memory;

/// <remarks>
/// A huge page is an entry of a page directory that maps 512 consecutive frames (Intel SDM volume 3, 4.5, "Format of a Page-Directory
/// Entry that Maps a 2-MByte Page"). It lies in one region of private anonymous memory, holds one reference to each of its frames, is
/// always present, and never shared with another space. Whoever needs a part of it splits it into small pages first. The page table
/// for that was set aside when the huge page was made, so that splitting cannot fail.
/// </remarks>
public unsafe partial struct MemorySpace
{
    private const ulong FramesPerHugePage = TableSpan / Page.Size;

    /// <summary>Notes whether pages of 2 MiB are wanted in the private anonymous regions of a range (madvise(2)). Pages that exist stay as they are.</summary>
    /// <returns>Ok, InvalidArgument, BadAddress (a part has no region; nothing is changed), OutOfMemory.</returns>
    public MemoryStatus AdviseHugePages(ulong address, ulong length, HugePageAdvice advice)
    {
        if (!IsRange(address, length, out ulong end) || advice > HugePageAdvice.Unwanted)
            return MemoryStatus.InvalidArgument;
        if (!IsCovered(address, end))
            return MemoryStatus.BadAddress;
        if (!ReserveNodes(2, 0))
            return MemoryStatus.OutOfMemory;
        Mark(address, end, &ChangeAdvice, (int)advice);
        return MemoryStatus.Ok;
    }

    private static void ChangeAdvice(RegionAttributes* attributes, int advice)
    {
        if (attributes->MayHaveHugePages)
            attributes->HugePages = (HugePageAdvice)advice;
    }

    /// <summary>Maps a huge page of zeros around an address, in a region that may have them, where nothing is mapped yet.</summary>
    /// <returns>Whether it is there. If not, tables above the page directory's entry may be there, and empty.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryMapHugePage(Region* region, ulong address)
    {
        ulong start = address & ~(TableSpan - 1);
        if (start < region->Start || region->End - start < TableSpan || !_memory->HasRoomForHugePage)
            return false;
        ulong* directory = _mapper.EnsureSlot(start, 2, out _);
        if (directory == null || *directory != 0
            || !_memory->TryAllocateContiguous(FramesPerHugePage, FramesPerHugePage, new PhysicalAddress(ulong.MaxValue), PageOwner, AllocationSite.HugePage, out FrameRange frames))
        {
            return false;
        }
        if (!_memory->TryAllocateZeroed(FrameOwner.PageTable, AllocationFlags.None, AllocationSite.SpareTable, out Frame table))
        {
            _memory->Free(frames);
            return false;
        }
        MachineHooks* hooks = PhysicalMemory.HooksOf(_memory);
        for (Frame frame = frames.Start; frame.Number < frames.End.Number; frame += 1)
            hooks->ZeroPage(_memory->PointerTo(frame));
        ulong* spare = (ulong*)_memory->PointerTo(table);
        *spare = _spareTables;
        _spareTables = (ulong)spare;
        _hugePages++;
        _memory->HugePages++;
        _residentPages += FramesPerHugePage;
        _mapper.Set(directory, HugeEntryFor(frames.Start, region->Protection));
        return true;
    }

    private readonly ulong HugeEntryFor(Frame frame, Protection protection) => EntryFor(frame, protection, PageTableEntry.HeldBit) | PageTableEntry.LargeBit;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool MayHaveHugePages(Region* region) =>
        _isUser && region->Attributes.MayHaveHugePages && _memory->WelcomesHugePages(region->Attributes.HugePages);

    /// <summary>Whether a huge page maps an address.</summary>
    private readonly bool IsHuge(ulong address)
    {
        ulong* directory = _mapper.FindDirectory(address);
        return directory != null && new PageTableEntry(*directory).IsLarge;
    }

    /// <summary>Makes small pages of the huge ones that a range touches.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SplitHugePages(ulong start, ulong end)
    {
        if (_hugePages == 0)
            return;
        ulong* directory;
        while ((directory = _mapper.NextDirectory(ref start, end)) != null)
        {
            if (new PageTableEntry(*directory).IsLarge)
                SplitHugePage(directory, start);
            start = EndOfTable(start, end);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SplitHugePage(ulong* directory, ulong address) => _mapper.Split(directory, address, TakeSpareTable());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FreeHugePage(ulong* directory, ulong address, ref TlbFlush flush)
    {
        _memory->Free(new FrameRange(new PageTableEntry(*directory).Frame, FramesPerHugePage));
        _memory->FreeZeroed(TakeSpareTable());
        _residentPages -= FramesPerHugePage;
        _mapper.Set(directory, 0);
        flush.Add(new VirtualAddress(address));
        _mapper.Prune(address, ref flush);
    }

    /// <summary>The page table of a huge page that is one no longer: all zero.</summary>
    private Frame TakeSpareTable()
    {
        ulong* table = (ulong*)_spareTables;
        _spareTables = *table;
        *table = 0;
        _hugePages--;
        _memory->HugePages--;
        return _memory->FrameOf(table);
    }

    /// <summary>Brings a huge page in line with new rights of its region. Without any it is split: small entries alone can hold a page that is not present.</summary>
    /// <returns>Whether it is a huge page still.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryProtectHugePage(ulong* directory, ulong address, Protection protection, ref TlbFlush flush)
    {
        if (protection == Protection.None)
        {
            SplitHugePage(directory, address);
            return false;
        }
        // The region has its ends where the change has them, so all of the page is in it.
        PageTableEntry old = new(*directory);
        PageTableEntry entry = new(HugeEntryFor(old.Frame, protection));
        *directory = entry.Value;
        if (IsLess(entry, old))
            flush.Add(new VirtualAddress(address));
        return true;
    }
}
