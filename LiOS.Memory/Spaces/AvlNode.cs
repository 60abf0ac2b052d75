namespace LiOS.Memory;

/// <summary>A node of an <see cref="AvlTree"/>, embedded in what the tree holds. Ordered by key, then by second key.</summary>
internal unsafe struct AvlNode
{
    public AvlNode* Left;
    public AvlNode* Right;
    public AvlNode* Parent;
    public ulong Key;
    public ulong SecondKey;
    public int Height;
}
