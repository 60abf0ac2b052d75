namespace LiOS.Memory;

/// <summary>
/// The pages of a shared anonymous mapping, whichever spaces map it. A tree of index frames with 512 slots each finds a
/// page by its number. The object holds one reference to each of its frames; regions hold references to the object.
/// </summary>
internal unsafe struct SharedMemory
{
    private const int Levels = 3;

    /// <summary>The most pages an object can have: 512 GiB.</summary>
    public const ulong MaximumPages = 1UL << (9 * Levels);

    /// <summary>The address of the top index table, or 0.</summary>
    private ulong _root;

    public uint Regions;

    /// <summary>The frame of a page, made of zeros when it was never touched.</summary>
    /// <returns>Whether there was memory for it; if not, the index is as before.</returns>
    public bool TryGetPage(PhysicalMemory* memory, ulong page, out Frame frame)
    {
        frame = default;
        if (page >= MaximumPages)
            return false;
        fixed (ulong* root = &_root)
        {
            ulong* slot = root;
            ulong* grown = null;
            int grownLevel = 0;
            for (int level = Levels - 1; level >= 0; level--)
            {
                if (*slot == 0)
                {
                    if (!memory->TryAllocateZeroed(FrameOwner.SharedIndex, AllocationSite.SharedIndex, out Frame index))
                        return TakeBack(memory, page, grown, grownLevel);
                    if (grown == null)
                    {
                        grown = slot;
                        grownLevel = level;
                    }
                    *slot = (ulong)memory->PointerTo(index);
                }
                slot = (ulong*)*slot + (page >> (9 * level) & 511);
            }
            if (*slot == 0)
            {
                if (!memory->TryAllocateZeroed(FrameOwner.UserShared, AllocationSite.SharedPage, out frame))
                    return TakeBack(memory, page, grown, grownLevel);
                *slot = frame.Number;
            }
            frame = new Frame(*slot);
            return true;
        }
    }

    /// <summary>Gives up every page and the index.</summary>
    public void Clear(PhysicalMemory* memory)
    {
        if (_root != 0)
            Clear(memory, (ulong*)_root, Levels - 1);
        _root = 0;
    }

    /// <summary>Frees the index tables that were made for a page in vain: each holds nothing but the way to the next.</summary>
    /// <param name="memory">Physical memory.</param>
    /// <param name="page">The page.</param>
    /// <param name="slot">Where the first of them hangs, or null when there is none.</param>
    /// <param name="level">Its level.</param>
    /// <returns>False.</returns>
    private static bool TakeBack(PhysicalMemory* memory, ulong page, ulong* slot, int level)
    {
        ulong* table = slot == null ? null : (ulong*)*slot;
        if (slot != null)
            *slot = 0;
        for (; table != null; level--)
        {
            ulong* next = level == 0 ? null : (ulong*)table[page >> (9 * level) & 511];
            memory->Free(memory->FrameOf(table));
            table = next;
        }
        return false;
    }

    // Recursion of a fixed depth of three.
    private static void Clear(PhysicalMemory* memory, ulong* table, int level)
    {
        for (int i = 0; i < 512; i++)
        {
            if (table[i] == 0)
                continue;
            if (level == 0)
                memory->Release(new Frame(table[i]));
            else
                Clear(memory, (ulong*)table[i], level - 1);
        }
        memory->Free(memory->FrameOf(table));
    }
}
