namespace LiOS.Benchmarks.Trees;

/// <summary>Which ordered set.</summary>
public enum OrderedSetKind
{
    /// <summary>The AVL tree of LiOS.Memory.</summary>
    LiOS,

    /// <summary>SortedDictionary of .NET, a red-black tree.</summary>
    RedBlack,

    /// <summary>A sorted array with binary search.</summary>
    Array,
}
