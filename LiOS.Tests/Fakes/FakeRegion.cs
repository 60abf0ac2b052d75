using System.Collections.Generic;
using LiOS.Machine;

namespace LiOS.Tests.Fakes;

/// <summary>A region of a fake address space. Shared anonymous memory keeps its pages itself, by their distance from its origin.</summary>
internal sealed record FakeRegion(ulong Start, ulong End, Protection Protection, RegionKind Kind, bool IsShared, ulong BackingId, ulong BackingOffset)
{
    /// <summary>For shared anonymous memory.</summary>
    public Dictionary<ulong, FakePage>? Shared { get; init; }

    /// <summary>Whether it can never be made writable.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether its pages are locked.</summary>
    public bool IsLocked { get; init; }

    /// <summary>What was said about huge pages.</summary>
    public HugePageAdvice HugePages { get; init; }

    /// <summary>The part of the region between two addresses inside it.</summary>
    public FakeRegion Cut(ulong start, ulong end) => this with { Start = start, End = end, BackingOffset = BackingOffset + (start - Start) };

    public RegionInfo Describe() => new()
    {
        Start = Start,
        End = End,
        Protection = Protection,
        Kind = Kind,
        IsShared = IsShared,
        IsLocked = IsLocked,
        HugePages = HugePages,
        BackingId = BackingId,
        BackingOffset = BackingId == 0 ? 0 : BackingOffset,
    };
}
