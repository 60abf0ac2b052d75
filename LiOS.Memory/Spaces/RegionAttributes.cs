using System.Runtime.InteropServices;

namespace LiOS.Memory;

/// <summary>What tells neighbours of one kind of memory apart, in two words that are copied and compared at once.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct RegionAttributes
{
    [FieldOffset(0)]
    public Protection Protection;

    [FieldOffset(4)]
    public RegionKind Kind;

    [FieldOffset(8)]
    public bool IsShared;

    [FieldOffset(9)]
    public bool IsLocked;

    /// <summary>Whether the pages can never be made writable.</summary>
    [FieldOffset(10)]
    public bool IsReadOnly;

    [FieldOffset(11)]
    public HugePageAdvice HugePages;

    [FieldOffset(0)]
    private readonly ulong _first;

    [FieldOffset(8)]
    private readonly ulong _second;

    /// <summary>Whether pages of 2 MiB may be in it: private memory that does not grow by faults.</summary>
    public readonly bool MayHaveHugePages => Kind is RegionKind.Anonymous or RegionKind.Heap && !IsShared;

    public readonly bool Equals(in RegionAttributes other) => _first == other._first && _second == other._second;
}
