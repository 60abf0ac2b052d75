using System;
using System.Numerics;

namespace LiOS.Benchmarks.Frames;

/// <summary>
/// A buddy allocator as the textbooks have it (Knuth, volume 1, 2.5): a list of free blocks per power of two, up to 4 MiB; a
/// block is halved when none of its size is free, and joined with its buddy when both are free.
/// </summary>
internal class BuddyFrames : FrameSource
{
    private const int Orders = 11;
    private const int End = -1;
    private const byte NotFree = byte.MaxValue;

    private readonly int[] _heads = new int[Orders];
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly byte[] _freeOrder;

    /// <summary>Makes one with every frame free.</summary>
    /// <param name="frames">A multiple of the largest block.</param>
    public BuddyFrames(int frames)
    {
        _next = new int[frames];
        _previous = new int[frames];
        _freeOrder = new byte[frames];
        Array.Fill(_heads, End);
        Array.Fill(_freeOrder, NotFree);
        for (int block = frames - (1 << (Orders - 1)); block >= 0; block -= 1 << (Orders - 1))
            Push(block, Orders - 1);
    }

    public override long Allocate() => AllocateBlock(0);

    public override void Free(long frame) => FreeBlock((int)frame, 0);

    public override long AllocateRun(int count) => AllocateBlock(OrderOf(count));

    public override void FreeRun(long first, int count) => FreeBlock((int)first, OrderOf(count));

    private static int OrderOf(int count) => BitOperations.Log2((uint)(count - 1)) + 1;

    private long AllocateBlock(int order)
    {
        int found = order;
        while (found < Orders && _heads[found] == End)
            found++;
        if (found >= Orders)
            return None;
        int block = _heads[found];
        Remove(block, found);
        while (found > order)
        {
            found--;
            Push(block + (1 << found), found);
        }
        return block;
    }

    private void FreeBlock(int block, int order)
    {
        for (; order < Orders - 1; order++)
        {
            int buddy = block ^ (1 << order);
            if (_freeOrder[buddy] != order)
                break;
            Remove(buddy, order);
            block &= ~(1 << order);
        }
        Push(block, order);
    }

    private void Push(int block, int order)
    {
        int head = _heads[order];
        _next[block] = head;
        _previous[block] = End;
        if (head != End)
            _previous[head] = block;
        _heads[order] = block;
        _freeOrder[block] = (byte)order;
    }

    private void Remove(int block, int order)
    {
        (int next, int previous) = (_next[block], _previous[block]);
        if (previous == End)
            _heads[order] = next;
        else
            _next[previous] = next;
        if (next != End)
            _previous[next] = previous;
        _freeOrder[block] = NotFree;
    }
}
