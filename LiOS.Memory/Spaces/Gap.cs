namespace LiOS.Memory;

/// <summary>A free range of a space: a node of the tree by address (keyed by the start), and one of the tree by size.</summary>
internal unsafe struct Gap
{
    public AvlNode ByAddress;
    public AvlNode BySize;
    public ulong End;

    public readonly ulong Start => ByAddress.Key;

    public readonly ulong Length => End - ByAddress.Key;

    public static Gap* FromSizeNode(AvlNode* node) => node == null ? null : (Gap*)(node - 1);
}
