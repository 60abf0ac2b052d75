using System.Runtime.CompilerServices;

namespace LiOS.Memory;

/// <summary>
/// A balanced tree of embedded nodes (Adelson-Velsky and Landis): the heights of two siblings differ by at most one.
/// Nothing is allocated and nothing recurses.
/// </summary>
internal unsafe struct AvlTree
{
    private AvlNode* _root;
    private ulong _count;

    public readonly AvlNode* Root => _root;

    public readonly ulong Count => _count;

    /// <summary>Adds a node whose keys are set and are not in the tree.</summary>
    public void Insert(AvlNode* node)
    {
        AvlNode* parent = null;
        AvlNode* at = _root;
        bool goesLeft = false;
        while (at != null)
        {
            parent = at;
            goesLeft = IsBefore(node->Key, node->SecondKey, at);
            at = goesLeft ? at->Left : at->Right;
        }
        node->Left = null;
        node->Right = null;
        node->Parent = parent;
        node->Height = 1;
        if (parent == null)
            _root = node;
        else if (goesLeft)
            parent->Left = node;
        else
            parent->Right = node;
        _count++;
        Rebalance(parent);
    }

    /// <summary>Takes a node out.</summary>
    public void Remove(AvlNode* node)
    {
        AvlNode* from;
        if (node->Left != null && node->Right != null)
        {
            AvlNode* next = node->Right;
            while (next->Left != null)
                next = next->Left;
            if (next->Parent == node)
            {
                from = next;
            }
            else
            {
                from = next->Parent;
                from->Left = next->Right;
                if (next->Right != null)
                    next->Right->Parent = from;
                next->Right = node->Right;
                next->Right->Parent = next;
            }
            next->Left = node->Left;
            next->Left->Parent = next;
            next->Height = node->Height;
            Replace(node, next);
        }
        else
        {
            from = node->Parent;
            Replace(node, node->Left != null ? node->Left : node->Right);
        }
        _count--;
        Rebalance(from);
    }

    /// <summary>Gives a node of the tree other keys, which no other node has.</summary>
    public void Rekey(AvlNode* node, ulong key, ulong secondKey)
    {
        AvlNode* previous = Previous(node);
        AvlNode* next = Next(node);
        bool staysInPlace = (previous == null || !IsBefore(key, secondKey, previous)) && (next == null || IsBefore(key, secondKey, next));
        if (!staysInPlace)
            Remove(node);
        node->Key = key;
        node->SecondKey = secondKey;
        if (!staysInPlace)
            Insert(node);
    }

    /// <summary>Takes some node out of a tree that is being thrown away: balance is not kept. Null when the tree is empty.</summary>
    public AvlNode* TakeLeaf()
    {
        AvlNode* node = _root;
        while (node != null && (node->Left != null || node->Right != null))
            node = node->Left != null ? node->Left : node->Right;
        if (node != null)
        {
            Replace(node, null);
            _count--;
        }
        return node;
    }

    /// <summary>The last node whose key is at most the one given, or null.</summary>
    public readonly AvlNode* FindFloor(ulong key)
    {
        AvlNode* found = null;
        AvlNode* at = _root;
        while (at != null)
        {
            if (at->Key <= key)
            {
                found = at;
                at = at->Right;
            }
            else
            {
                at = at->Left;
            }
        }
        return found;
    }

    /// <summary>The first node whose key is at least the one given, or null.</summary>
    public readonly AvlNode* FindCeiling(ulong key)
    {
        AvlNode* found = null;
        AvlNode* at = _root;
        while (at != null)
        {
            if (at->Key >= key)
            {
                found = at;
                at = at->Left;
            }
            else
            {
                at = at->Right;
            }
        }
        return found;
    }

    /// <summary>The first node, or null.</summary>
    public readonly AvlNode* First()
    {
        AvlNode* node = _root;
        while (node != null && node->Left != null)
            node = node->Left;
        return node;
    }

    /// <summary>The node after another, or null.</summary>
    public static AvlNode* Next(AvlNode* node)
    {
        if (node->Right != null)
        {
            node = node->Right;
            while (node->Left != null)
                node = node->Left;
            return node;
        }
        AvlNode* parent = node->Parent;
        while (parent != null && parent->Right == node)
        {
            node = parent;
            parent = node->Parent;
        }
        return parent;
    }

    /// <summary>The node before another, or null.</summary>
    public static AvlNode* Previous(AvlNode* node)
    {
        if (node->Left != null)
        {
            node = node->Left;
            while (node->Right != null)
                node = node->Right;
            return node;
        }
        AvlNode* parent = node->Parent;
        while (parent != null && parent->Left == node)
        {
            node = parent;
            parent = node->Parent;
        }
        return parent;
    }

    /// <summary>Whether order, heights, balance, links and count are right.</summary>
    public readonly bool IsValid()
    {
        ulong count = 0;
        if (_root != null && _root->Parent != null)
            return false;
        for (AvlNode* node = First(); node != null; node = Next(node))
        {
            count++;
            int left = HeightOf(node->Left), right = HeightOf(node->Right);
            int balance = left - right;
            if (balance < -1 || balance > 1 || node->Height != 1 + (left > right ? left : right))
                return false;
            if ((node->Left != null && node->Left->Parent != node) || (node->Right != null && node->Right->Parent != node))
                return false;
            AvlNode* next = Next(node);
            if (next != null && !IsBefore(node->Key, node->SecondKey, next))
                return false;
        }
        return count == _count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsBefore(ulong key, ulong secondKey, AvlNode* node) =>
        key < node->Key || (key == node->Key && secondKey < node->SecondKey);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int HeightOf(AvlNode* node) => node == null ? 0 : node->Height;

    private static void UpdateHeight(AvlNode* node)
    {
        int left = HeightOf(node->Left), right = HeightOf(node->Right);
        node->Height = 1 + (left > right ? left : right);
    }

    /// <summary>Walks up from a node and restores balance; stops where nothing changes any more.</summary>
    private void Rebalance(AvlNode* node)
    {
        while (node != null)
        {
            int height = node->Height;
            int left = HeightOf(node->Left), right = HeightOf(node->Right);
            if (left - right > 1)
            {
                if (HeightOf(node->Left->Left) < HeightOf(node->Left->Right))
                    RotateLeft(node->Left);
                node = RotateRight(node);
            }
            else if (right - left > 1)
            {
                if (HeightOf(node->Right->Right) < HeightOf(node->Right->Left))
                    RotateRight(node->Right);
                node = RotateLeft(node);
            }
            else
            {
                node->Height = 1 + (left > right ? left : right);
            }
            if (node->Height == height)
                return;
            node = node->Parent;
        }
    }

    private AvlNode* RotateLeft(AvlNode* node)
    {
        AvlNode* up = node->Right;
        node->Right = up->Left;
        if (up->Left != null)
            up->Left->Parent = node;
        Replace(node, up);
        up->Left = node;
        node->Parent = up;
        UpdateHeight(node);
        UpdateHeight(up);
        return up;
    }

    private AvlNode* RotateRight(AvlNode* node)
    {
        AvlNode* up = node->Left;
        node->Left = up->Right;
        if (up->Right != null)
            up->Right->Parent = node;
        Replace(node, up);
        up->Right = node;
        node->Parent = up;
        UpdateHeight(node);
        UpdateHeight(up);
        return up;
    }

    /// <summary>Puts a node, or nothing, where another one hangs.</summary>
    private void Replace(AvlNode* node, AvlNode* with)
    {
        AvlNode* parent = node->Parent;
        if (parent == null)
            _root = with;
        else if (parent->Left == node)
            parent->Left = with;
        else
            parent->Right = with;
        if (with != null)
            with->Parent = parent;
    }
}
