namespace LiOS.Memory;

public unsafe partial struct Mapper
{
    /// <summary>Counts frames that several have: by their references, or because they lie in a page table that spaces share.</summary>
    /// <param name="memory">Physical memory.</param>
    /// <param name="frames">Which frames, and the frames of which page tables; the ranges of all calls together cover memory.</param>
    public static ulong CountShared(PhysicalMemory* memory, FrameRange frames)
    {
        ulong count = 0;
        for (ulong i = 0; i < frames.Count; i++)
        {
            Frame table = frames.Start + i;
            if (memory->ReferencesOf(table) <= 1)
                continue;
            if (memory->OwnerOf(table) != FrameOwner.PageTable)
            {
                count++;
                continue;
            }
            ulong* entries = (ulong*)memory->PointerTo(table);
            for (int j = 0; j < EntriesPerTable; j++)
            {
                PageTableEntry entry = new(entries[j]);
                if (entry.IsHeld && memory->ReferencesOf(entry.Frame) == 1)
                    count++;
            }
        }
        return count;
    }

    /// <summary>How many tables translate a range, the top one included.</summary>
    internal readonly ulong CountTables(ulong start, ulong end) => end <= start ? 1 : CountTables(TableAt(_root), 4, start, end - 1);

    // Recursion of a fixed depth of three.
    private readonly ulong CountTables(ulong* table, int level, ulong start, ulong last)
    {
        ulong count = 1;
        if (level == 1)
            return count;
        int shift = 3 + 9 * level;
        ulong span = (1UL << shift) - 1;
        for (ulong at = start; ;)
        {
            ulong* slot = table + (at >> shift & (EntriesPerTable - 1));
            ulong stop = at | span;
            if ((*slot & (PageTableEntry.PresentBit | PageTableEntry.LargeBit)) == PageTableEntry.PresentBit)
                count += level == 2 ? 1 : CountTables(TableAt(new PageTableEntry(*slot).Frame), level - 1, at, stop < last ? stop : last);
            if (stop >= last)
                return count;
            at = stop + 1;
        }
    }
}
