namespace LiOS.Memory;

/// <summary>A range of a space with one set of attributes. The first field is the node of the tree, keyed by the start.</summary>
internal unsafe struct Region
{
    public AvlNode Node;
    public ulong End;
    public ulong BackingId;
    public ulong BackingOffset;
    public SharedMemory* Shared;
    public Protection Protection;
    public RegionKind Kind;
    public bool IsShared;

    /// <summary>For a guard region: the stack above may grow into it.</summary>
    public bool IsStackReserve;

    public readonly ulong Start => Node.Key;

    public readonly ulong Length => End - Node.Key;
}
