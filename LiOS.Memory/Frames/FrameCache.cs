using System.Numerics;
using System.Runtime.CompilerServices;

namespace LiOS.Memory;

/// <summary>A small stack of free frames that are ready to be handed out; last in, first out, so that they are warm.</summary>
internal unsafe struct FrameCache
{
    public const int Capacity = 64;

    private fixed ulong _frames[Capacity];
    private int _count;

    public readonly int Count => _count;

    public readonly bool IsFull => _count == Capacity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(ulong frame) => _frames[_count++] = frame;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Pop() => _frames[--_count];

    /// <summary>Fills the empty cache with the frames that the bits of a word stand for; the lowest comes out first.</summary>
    public void PushWord(ulong first, ulong bits)
    {
        int count = BitOperations.PopCount(bits);
        _count = count;
        for (; bits != 0; bits &= bits - 1)
            _frames[--count] = first + (ulong)BitOperations.TrailingZeroCount(bits);
    }
}
