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

    private ulong* _root;

    public uint Regions;

    /// <summary>The frame of a page, made of zeros when it was never touched.</summary>
    /// <returns>Whether there was memory for it.</returns>
    public bool TryGetPage(PhysicalMemory* memory, ulong page, out Frame frame)
    {
        frame = default;
        if (page >= MaximumPages)
            return false;
        ulong* slot = null;
        for (int level = Levels - 1; level >= 0; level--)
        {
            ulong* table = level == Levels - 1 ? _root : (ulong*)*slot;
            if (table == null)
            {
                if (!memory->TryAllocateZeroed(FrameOwner.SharedIndex, out Frame index))
                    return false;
                table = (ulong*)memory->PointerTo(index);
                if (slot == null)
                    _root = table;
                else
                    *slot = (ulong)table;
            }
            slot = table + (page >> (9 * level) & 511);
        }
        if (*slot == 0)
        {
            if (!memory->TryAllocateZeroed(FrameOwner.UserShared, out frame))
                return false;
            *slot = frame.Number;
        }
        frame = new Frame(*slot);
        return true;
    }

    /// <summary>Gives up every page and the index.</summary>
    public void Clear(PhysicalMemory* memory)
    {
        if (_root != null)
            Clear(memory, _root, Levels - 1);
        _root = null;
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
