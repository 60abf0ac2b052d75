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
        Attach(node, parent, goesLeft);
    }

    /// <summary>Adds a node behind another one, or before all when that is null. No key is looked at: the order is the caller's business.</summary>
    public void InsertAfter(AvlNode* previous, AvlNode* node)
    {
        if (previous == null)
        {
            Attach(node, First(), goesLeft: true);
            return;
        }
        AvlNode* parent = previous->Right;
        while (parent != null && parent->Left != null)
            parent = parent->Left;
        Attach(node, parent == null ? previous : parent, goesLeft: parent != null);
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
        bool goesLeft = IsBefore(key, secondKey, node);
        AvlNode* neighbour = goesLeft ? Previous(node) : Next(node);
        if (neighbour == null || IsBefore(key, secondKey, neighbour) != goesLeft)
        {
            node->Key = key;
            node->SecondKey = secondKey;
            return;
        }
        Remove(node);
        node->Key = key;
        node->SecondKey = secondKey;
        Insert(node);
    }

    /// <summary>Takes some node out of a tree that is being thrown away: balance is not kept. Null when the tree is empty.</summary>
    /// <param name="near">Null at first; then where the last leaf hung, so that no way is walked twice.</param>
    public AvlNode* TakeLeaf(ref AvlNode* near)
    {
        AvlNode* node = near == null ? _root : near;
        if (node == null)
            return null;
        while (true)
        {
            AvlNode* child = node->Left != null ? node->Left : node->Right;
            if (child == null)
                break;
            node = child;
        }
        near = node->Parent;
        Replace(node, null);
        _count--;
        return node;
    }

    /// <summary>Gives an empty tree the shape and the keys of another one.</summary>
    /// <param name="from">The other tree.</param>
    /// <param name="clone">(context, node): makes the copy of a node, which need not have its links, keys and height yet.</param>
    /// <param name="context">Handed to it.</param>
    public void CloneFrom(AvlTree* from, delegate*<void*, AvlNode*, AvlNode*> clone, void* context)
    {
        AvlNode* parent = null;
        for (AvlNode* source = from->_root; source != null;)
        {
            AvlNode* copy = clone(context, source);
            copy->Key = source->Key;
            copy->SecondKey = source->SecondKey;
            copy->Height = source->Height;
            copy->Left = null;
            copy->Right = null;
            copy->Parent = parent;
            if (parent == null)
                _root = copy;
            else if (source->Parent->Left == source)
                parent->Left = copy;
            else
                parent->Right = copy;
            AvlNode* child = source->Left != null ? source->Left : source->Right;
            parent = copy;
            while (child == null)
            {
                // Up to the next right-hand side that has not been seen.
                AvlNode* above = source->Parent;
                if (above == null)
                    break;
                parent = parent->Parent;
                child = above->Left == source ? above->Right : null;
                source = above;
            }
            source = child;
        }
        _count = from->_count;
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

    /// <summary>Hangs a new leaf below a node, and walks up as long as what hangs there has become higher.</summary>
    private void Attach(AvlNode* node, AvlNode* parent, bool goesLeft)
    {
        node->Left = null;
        node->Right = null;
        node->Parent = parent;
        node->Height = 1;
        _count++;
        if (parent == null)
            _root = node;
        else if (goesLeft)
            parent->Left = node;
        else
            parent->Right = node;
        for (; parent != null && parent->Height <= node->Height; parent = node->Parent)
        {
            AvlNode* sibling = parent->Left == node ? parent->Right : parent->Left;
            if (node->Height - HeightOf(sibling) > 1)
            {
                // The rotation makes it as high as it was.
                Rotate(parent, parent->Left == node);
                return;
            }
            parent->Height = node->Height + 1;
            node = parent;
        }
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
            int old = node->Height;
            int left = HeightOf(node->Left), right = HeightOf(node->Right);
            int height = 1 + (left > right ? left : right);
            if ((uint)(left - right + 1) <= 2)
                node->Height = height;
            else
                node = Rotate(node, left > right);
            if (node->Height == old)
                return;
            node = node->Parent;
        }
    }

    /// <summary>Restores balance at a node whose one side is higher by two.</summary>
    /// <returns>The node that has taken its place.</returns>
    private AvlNode* Rotate(AvlNode* node, bool isLeftHigher)
    {
        if (isLeftHigher)
        {
            if (HeightOf(node->Left->Left) < HeightOf(node->Left->Right))
                RotateLeft(node->Left);
            return RotateRight(node);
        }
        if (HeightOf(node->Right->Right) < HeightOf(node->Right->Left))
            RotateRight(node->Right);
        return RotateLeft(node);
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
