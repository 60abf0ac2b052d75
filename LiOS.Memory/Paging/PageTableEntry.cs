using System.Runtime.CompilerServices;

namespace LiOS.Memory;

/// <summary>
/// An entry of a paging structure of any level (Intel SDM volume 3, 4.5, tables 4-15 to 4-20), with the bits that the
/// processor ignores used for the state of the page.
/// </summary>
public readonly struct PageTableEntry
{
    /// <summary>P: the processor uses the entry.</summary>
    public const ulong PresentBit = 1UL << 0;

    /// <summary>R/W: writes are allowed.</summary>
    public const ulong WritableBit = 1UL << 1;

    /// <summary>U/S: ring 3 may use it.</summary>
    public const ulong UserBit = 1UL << 2;

    /// <summary>PWT: bit 0 of the memory type.</summary>
    public const ulong WriteThroughBit = 1UL << 3;

    /// <summary>PCD: bit 1 of the memory type.</summary>
    public const ulong CacheDisableBit = 1UL << 4;

    /// <summary>A: was used.</summary>
    public const ulong AccessedBit = 1UL << 5;

    /// <summary>D: was written (entries that map a page).</summary>
    public const ulong DirtyBit = 1UL << 6;

    /// <summary>PS: maps a 2 MiB or 1 GiB page (levels 2 and 3). At level 1 this bit is PAT.</summary>
    public const ulong LargeBit = 1UL << 7;

    /// <summary>G: survives a reload of CR3.</summary>
    public const ulong GlobalBit = 1UL << 8;

    /// <summary>Ignored bit: the frame may be shared; the first write makes a private copy of it. In a directory: the page table, and the first change.</summary>
    public const ulong CopyOnWriteBit = 1UL << 9;

    /// <summary>Ignored bit: maps the one shared page of zeros, which is not counted.</summary>
    public const ulong ZeroPageBit = 1UL << 10;

    /// <summary>Ignored bit: the page belongs to a shared mapping; writes go to the frame itself.</summary>
    public const ulong SharedBit = 1UL << 11;

    /// <summary>Ignored bit: the entry owns a frame although it may not be present (rights withdrawn).</summary>
    public const ulong HeldBit = 1UL << 52;

    /// <summary>Ignored bit: added by an operation that is not complete and may have to take it back.</summary>
    public const ulong FreshBit = 1UL << 53;

    /// <summary>XD: instructions may not be fetched.</summary>
    public const ulong NoExecuteBit = 1UL << 63;

    /// <summary>Bits 51 to 12: the physical address.</summary>
    public const ulong AddressMask = 0x000F_FFFF_FFFF_F000;

    /// <summary>Makes an entry from its bits.</summary>
    public PageTableEntry(ulong value) => Value = value;

    /// <summary>All bits.</summary>
    public ulong Value { get; }

    /// <summary>Whether nothing is recorded here.</summary>
    public bool IsEmpty
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Value == 0;
    }

    /// <summary>Whether the processor uses the entry.</summary>
    public bool IsPresent
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Value & PresentBit) != 0;
    }

    /// <summary>Whether writes are allowed.</summary>
    public bool IsWritable
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Value & WritableBit) != 0;
    }

    /// <summary>Whether ring 3 may use it.</summary>
    public bool IsUser
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Value & UserBit) != 0;
    }

    /// <summary>Whether it maps a 2 MiB or 1 GiB page; meaningful at levels 2 and 3.</summary>
    public bool IsLarge
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Value & LargeBit) != 0;
    }

    /// <summary>Whether instructions may be fetched.</summary>
    public bool IsExecutable
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Value & NoExecuteBit) == 0;
    }

    /// <summary>Whether the first write makes a copy.</summary>
    public bool IsCopyOnWrite
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Value & CopyOnWriteBit) != 0;
    }

    /// <summary>Whether it maps the shared page of zeros.</summary>
    public bool IsZeroPage
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Value & ZeroPageBit) != 0;
    }

    /// <summary>Whether the page belongs to a shared mapping.</summary>
    public bool IsShared
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Value & SharedBit) != 0;
    }

    /// <summary>Whether the entry owns a reference to its frame.</summary>
    public bool IsHeld
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Value & HeldBit) != 0;
    }

    /// <summary>The frame named by the entry.</summary>
    public Frame Frame
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new((Value & AddressMask) >> Frame.SizeLog2);
    }
}
