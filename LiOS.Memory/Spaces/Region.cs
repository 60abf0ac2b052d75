using System.Runtime.CompilerServices;

namespace LiOS.Memory;

/// <summary>A range of a space with one set of attributes. The first field is the node of the tree, keyed by the start.</summary>
internal unsafe struct Region
{
    public AvlNode Node;
    public ulong End;
    public ulong BackingId;
    public ulong BackingOffset;
    public SharedMemory* Shared;

    /// <summary>For a guard region below a stack: the lowest address the stack may grow to. Otherwise 0.</summary>
    public ulong StackLimit;

    // One word, to be copied and compared at once: rights in bits 0-7, kind in 8-15, then the flags.
    private const int KindShift = 8;
    private const ulong SharedBit = 1 << 16, LockedBit = 1 << 17, ReadOnlyBit = 1 << 18;
    private ulong _attributes;

    public Protection Protection
    {
        readonly get => (Protection)(byte)_attributes;
        set => _attributes = (_attributes & ~0xFFUL) | (byte)value;
    }

    public readonly RegionKind Kind => (RegionKind)(byte)(_attributes >> KindShift);

    public readonly bool IsShared => (_attributes & SharedBit) != 0;

    public bool IsLocked
    {
        readonly get => (_attributes & LockedBit) != 0;
        set => _attributes = value ? _attributes | LockedBit : _attributes & ~LockedBit;
    }

    /// <summary>Whether its pages can never be made writable.</summary>
    public readonly bool IsReadOnly => (_attributes & ReadOnlyBit) != 0;

    public readonly ulong Start => Node.Key;

    public readonly ulong Length => End - Node.Key;

    /// <summary>Whether <see cref="BackingOffset"/> has a meaning.</summary>
    public readonly bool HasOffset => Kind == RegionKind.File || Shared != null;

    public readonly ulong OffsetOf(ulong address) => HasOffset ? BackingOffset + (address - Node.Key) : 0;

    /// <summary>Says what a new region is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetAttributes(RegionKind kind, Protection protection, bool isShared, bool isReadOnly) =>
        _attributes = (ulong)protection | ((ulong)kind << KindShift) | (isShared ? SharedBit : 0) | (isReadOnly ? ReadOnlyBit : 0);

    /// <summary>Takes everything from another region but its place in the tree and its range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CopyAttributes(Region* from)
    {
        BackingId = from->BackingId;
        BackingOffset = from->BackingOffset;
        Shared = from->Shared;
        StackLimit = from->StackLimit;
        _attributes = from->_attributes;
    }

    /// <summary>Whether a region that starts where this one ends could be a part of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsContinuedBy(Region* next) =>
        End == next->Start && _attributes == next->_attributes
        && Shared == next->Shared && BackingId == next->BackingId && StackLimit == next->StackLimit
        && next->BackingOffset == OffsetOf(End);
}
