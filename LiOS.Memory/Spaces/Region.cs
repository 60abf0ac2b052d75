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

    public RegionAttributes Attributes;

    public Protection Protection
    {
        readonly get => Attributes.Protection;
        set => Attributes.Protection = value;
    }

    public bool IsLocked
    {
        readonly get => Attributes.IsLocked;
        set => Attributes.IsLocked = value;
    }

    public readonly RegionKind Kind => Attributes.Kind;

    public readonly bool IsShared => Attributes.IsShared;

    public readonly bool IsReadOnly => Attributes.IsReadOnly;

    public readonly ulong Start => Node.Key;

    public readonly ulong Length => End - Node.Key;

    /// <summary>Whether <see cref="BackingOffset"/> has a meaning.</summary>
    public readonly bool HasOffset => Kind == RegionKind.File || Shared != null;

    public readonly ulong OffsetOf(ulong address) => HasOffset ? BackingOffset + (address - Node.Key) : 0;

    /// <summary>Takes everything from another region but its place in the tree and its range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CopyAttributes(Region* from)
    {
        BackingId = from->BackingId;
        BackingOffset = from->BackingOffset;
        Shared = from->Shared;
        StackLimit = from->StackLimit;
        Attributes = from->Attributes;
    }

    /// <summary>Whether a region that starts where this one ends could be a part of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsContinuedBy(Region* next) =>
        End == next->Start && Attributes.Equals(next->Attributes)
        && Shared == next->Shared && BackingId == next->BackingId && StackLimit == next->StackLimit
        && next->BackingOffset == OffsetOf(End);
}
