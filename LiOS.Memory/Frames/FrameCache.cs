namespace LiOS.Memory;

/// <summary>A small stack of free frames that are ready to be handed out; last in, first out, so that they are warm.</summary>
internal unsafe struct FrameCache
{
    public const int Capacity = 64;

    private fixed ulong _frames[Capacity];
    private int _count;

    public readonly int Count => _count;

    public readonly bool IsFull => _count == Capacity;

    public void Push(ulong frame) => _frames[_count++] = frame;

    public ulong Pop() => _frames[--_count];
}
