namespace LiOS.Memory;

public unsafe partial struct MemorySpace
{
    /// <summary>Copies from a user space, resolving faults as the program's own accesses would.</summary>
    /// <param name="address">Where in the space; any value.</param>
    /// <param name="destination">Memory of the kernel.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="copied">Bytes copied; on failure the page of <c>address + copied</c> is at fault.</param>
    /// <returns>Ok, BadAddress, BadAccess, NeedsPage, OutOfMemory.</returns>
    public MemoryStatus CopyIn(ulong address, byte* destination, ulong length, out ulong copied)
    {
        copied = 0;
        while (copied < length)
        {
            MemoryStatus status = Reach(address + copied, Protection.Read, out byte* page);
            if (status != MemoryStatus.Ok)
                return status;
            ulong count = CountInPage(address + copied, length - copied);
            CopyBytes(destination + copied, page, count);
            copied += count;
        }
        return MemoryStatus.Ok;
    }

    /// <summary>Copies to a user space, resolving faults as the program's own accesses would.</summary>
    /// <param name="address">Where in the space; any value.</param>
    /// <param name="source">Memory of the kernel.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="copied">Bytes copied; on failure the page of <c>address + copied</c> is at fault.</param>
    /// <returns>Ok, BadAddress, BadAccess, NeedsPage, OutOfMemory.</returns>
    public MemoryStatus CopyOut(ulong address, byte* source, ulong length, out ulong copied)
    {
        copied = 0;
        while (copied < length)
        {
            MemoryStatus status = Reach(address + copied, Protection.Write, out byte* page);
            if (status != MemoryStatus.Ok)
                return status;
            ulong count = CountInPage(address + copied, length - copied);
            CopyBytes(page, source + copied, count);
            copied += count;
        }
        return MemoryStatus.Ok;
    }

    /// <summary>Copies bytes from a user space up to and without a NUL.</summary>
    /// <param name="address">Where in the space; any value.</param>
    /// <param name="destination">Memory of the kernel.</param>
    /// <param name="capacity">Most bytes to copy.</param>
    /// <param name="length">Bytes copied; on failure the page of <c>address + length</c> is at fault.</param>
    /// <returns>Ok (a NUL follows), InvalidArgument (no NUL within the capacity), BadAddress, BadAccess, NeedsPage, OutOfMemory.</returns>
    public MemoryStatus CopyString(ulong address, byte* destination, ulong capacity, out ulong length)
    {
        length = 0;
        // One byte more than the capacity is looked at: it may be the NUL.
        while (length <= capacity)
        {
            MemoryStatus status = Reach(address + length, Protection.Read, out byte* page);
            if (status != MemoryStatus.Ok)
                return status;
            ulong count = CountInPage(address + length, ulong.MaxValue);
            for (ulong i = 0; i < count; i++)
            {
                if (page[i] == 0)
                    return MemoryStatus.Ok;
                if (length == capacity)
                    return MemoryStatus.InvalidArgument;
                destination[length++] = page[i];
            }
        }
        return MemoryStatus.InvalidArgument;
    }

    /// <summary>Finds where a byte of the space is in the direct map, as ring 3 would reach it with the given access.</summary>
    private MemoryStatus Reach(ulong address, Protection access, out byte* pointer)
    {
        pointer = null;
        if (address < _low || address >= _high)
            return MemoryStatus.BadAddress;
        ulong needed = PageTableEntry.PresentBit | PageTableEntry.UserBit | (access == Protection.Write ? PageTableEntry.WritableBit : 0);
        ulong* slot = FindReachable(address, access);
        if (slot == null || (*slot & needed) != needed)
        {
            FaultOutcome outcome = HandleFault(address, access, fromUser: true);
            if (outcome != FaultOutcome.Resolved)
                return StatusOf(outcome);
            slot = FindReachable(address, access);
            _memory->Require(slot != null && (*slot & needed) == needed, "resolved fault left the page out of reach");
        }
        PageTableEntry entry = new(*slot);
        pointer = _memory->PointerTo(entry.Frame) + (address & (entry.IsLarge ? TableSpan - 1 : Page.Size - 1));
        return MemoryStatus.Ok;
    }

    /// <summary>The slot of a page, small or huge; null when its page table is missing, or is shared and so not written through.</summary>
    private readonly ulong* FindReachable(ulong address, Protection access)
    {
        ulong* directory = _mapper.FindDirectory(address);
        if (directory == null || (access == Protection.Write && new PageTableEntry(*directory).IsCopyOnWrite))
            return null;
        return new PageTableEntry(*directory).IsLarge ? directory : _mapper.SlotBelow(directory, address);
    }

    private static MemoryStatus StatusOf(FaultOutcome outcome) => outcome switch
    {
        FaultOutcome.Resolved => MemoryStatus.Ok,
        FaultOutcome.NeedsPage => MemoryStatus.NeedsPage,
        FaultOutcome.BadAccess => MemoryStatus.BadAccess,
        FaultOutcome.OutOfMemory => MemoryStatus.OutOfMemory,
        _ => MemoryStatus.BadAddress,
    };

    private static ulong CountInPage(ulong address, ulong length)
    {
        ulong left = Page.Size - (address & (Page.Size - 1));
        return left < length ? left : length;
    }

    private static void CopyBytes(byte* to, byte* from, ulong count)
    {
        for (; count >= (ulong)sizeof(CopyBlock); count -= (ulong)sizeof(CopyBlock), to += sizeof(CopyBlock), from += sizeof(CopyBlock))
            *(CopyBlock*)to = *(CopyBlock*)from;
        for (; count >= 8; count -= 8, to += 8, from += 8)
            *(ulong*)to = *(ulong*)from;
        for (; count != 0; count--)
            *to++ = *from++;
    }

    /// <summary>What is copied at once.</summary>
    private struct CopyBlock
    {
        private fixed ulong _words[4];
    }
}
