using System.Runtime.CompilerServices;

namespace LiOS.Memory;

/// <remarks>
/// Spaces that come from one another by fork share page tables. The directory entries that name a shared table are read-only
/// and marked copy-on-write, so the processor faults on the first write to any page below; and nobody changes a shared
/// table. Each such directory entry is one reference to the table; the table owns the references to its pages' frames.
/// </remarks>
public unsafe partial struct Mapper
{
    /// <summary>Lets an empty directory entry of another tree name the same page table.</summary>
    /// <param name="from">An entry of this tree's directory; marked as shared.</param>
    /// <param name="other">The other tree.</param>
    /// <param name="to">The other tree's entry.</param>
    /// <returns>Whether the table was this tree's own before: its pages could be written, so a flush is due.</returns>
    internal readonly bool Share(ulong* from, Mapper* other, ulong* to)
    {
        PageTableEntry entry = new(*from);
        bool wasOwn = !entry.IsCopyOnWrite;
        *from = (entry.Value & ~PageTableEntry.WritableBit) | PageTableEntry.CopyOnWriteBit;
        _memory->Acquire(entry.Frame);
        other->Set(to, *from);
        return wasOwn;
    }

    /// <summary>Whether somebody else names the page table of a directory entry, too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly bool HasOtherHolders(ulong* directory) =>
        new PageTableEntry(*directory).IsCopyOnWrite && _memory->ReferencesOf(new PageTableEntry(*directory).Frame) != 1;

    /// <summary>Empties a directory entry whose page table others hold. Everything below it must be flushed.</summary>
    internal readonly void Drop(ulong* directory)
    {
        Frame table = new PageTableEntry(*directory).Frame;
        Set(directory, 0);
        _memory->Release(table);
    }

    /// <summary>Makes the page tables of a range the tree's own, so that they can be changed. What is mapped stays as it is.</summary>
    /// <returns>False when there is no memory.</returns>
    internal readonly bool TryUnshareRange(ulong address, ulong end, AllocationFlags flags = AllocationFlags.None)
    {
        ulong* directory;
        while ((directory = NextDirectory(ref address, end)) != null)
        {
            if (new PageTableEntry(*directory).IsCopyOnWrite && !TryUnshare(directory, address, flags))
                return false;
            address = (address | (2 * ByteUnits.MiB - 1)) + 1;
        }
        return true;
    }

    /// <summary>Makes the page table of a directory entry that is marked as shared the tree's own.</summary>
    /// <param name="directory">The entry.</param>
    /// <param name="address">An address below it.</param>
    /// <param name="flags">Whether a copy may come from the reserve.</param>
    /// <returns>False when there is no memory.</returns>
    private readonly bool TryUnshare(ulong* directory, ulong address, AllocationFlags flags = AllocationFlags.None)
    {
        Frame table = new PageTableEntry(*directory).Frame;
        if (_memory->ReferencesOf(table) != 1)
        {
            if (!_memory->TryAllocateZeroed(FrameOwner.PageTable, flags, AllocationSite.UnsharedTable, out Frame copy))
                return false;
            ushort entries = _memory->InfoOf(table)->Detail;
            CopyTable(TableAt(table), TableAt(copy), entries);
            _memory->InfoOf(copy)->Detail = entries;
            _memory->Release(table);
            table = copy;
        }
        *directory = table.Start.Value | TableFlagsFor(address);
        // The pages are the same and the rights are more; but the processor may remember the way to the old table, which its
        // other holders may change from now on. Invalidating any page makes it forget all ways (Intel SDM volume 3, 4.10.4.1).
        MachineHooks* hooks = PhysicalMemory.HooksOf(_memory);
        hooks->InvalidatePage(address & ~(Page.Size - 1), _tag, hooks->Context);
        return true;
    }

    /// <summary>Copies a page table's entries; private pages become copy-on-write in both.</summary>
    /// <remarks>The old table is changed although it is shared: its holders could not write its pages before, either.</remarks>
    /// <param name="from">The old table.</param>
    /// <param name="to">The new one, empty.</param>
    /// <param name="left">How many entries are in use.</param>
    private readonly void CopyTable(ulong* from, ulong* to, ushort left)
    {
        for (int i = 0; left != 0; i += 8)
        {
            ulong* block = from + i;
            if ((block[0] | block[1] | block[2] | block[3] | block[4] | block[5] | block[6] | block[7]) == 0)
                continue;
            for (int j = i; j < i + 8; j++)
            {
                ulong entry = from[j];
                if (entry == 0)
                    continue;
                left--;
                if ((entry & PageTableEntry.HeldBit) != 0)
                {
                    if ((entry & PageTableEntry.SharedBit) == 0)
                    {
                        entry = (entry & ~(PageTableEntry.WritableBit | PageTableEntry.DirtyBit)) | PageTableEntry.CopyOnWriteBit;
                        from[j] = entry;
                    }
                    _memory->Acquire(new PageTableEntry(entry).Frame);
                }
                to[j] = entry;
            }
        }
    }
}
