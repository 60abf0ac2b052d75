using System;
using LiOS.Memory;

namespace LiOS.Benchmarks.Frames;

/// <summary>
/// The buddy allocator with what else <see cref="PhysicalMemory"/> does: a record per frame of references and owner, in which a
/// frame that is freed twice is seen, and counts by owner.
/// </summary>
internal sealed class CountingBuddyFrames(int frames) : BuddyFrames(frames)
{
    private readonly FrameInfo[] _records = new FrameInfo[frames];
    private readonly ulong[] _counts = new ulong[(int)FrameOwner.Count];
    private int _free = frames;

    public override long Allocate()
    {
        if (_free == 0)
            return None;
        long frame = base.Allocate();
        if (frame != None)
            Take(frame);
        return frame;
    }

    public override void Free(long frame)
    {
        Give(frame);
        base.Free(frame);
    }

    public override long AllocateRun(int count)
    {
        if (_free < count)
            return None;
        long first = base.AllocateRun(count);
        for (int i = 0; first != None && i < count; i++)
            Take(first + i);
        return first;
    }

    public override void FreeRun(long first, int count)
    {
        for (int i = 0; i < count; i++)
            Give(first + i);
        base.FreeRun(first, count);
    }

    private void Take(long frame)
    {
        ref FrameInfo info = ref _records[frame];
        if (info.References != 0)
            throw new InvalidOperationException("free frame has references");
        info.References = 1;
        info.Detail = 0;
        info.Owner = FrameOwner.UserAnonymous;
        _counts[(int)FrameOwner.UserAnonymous]++;
        _free--;
    }

    private void Give(long frame)
    {
        ref FrameInfo info = ref _records[frame];
        if (info.References != 1)
            throw new InvalidOperationException("frame freed twice");
        info.References = 0;
        _counts[(int)info.Owner]--;
        info.Owner = FrameOwner.None;
        _free++;
    }
}
