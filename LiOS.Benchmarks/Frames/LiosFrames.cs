using LiOS.Memory;

namespace LiOS.Benchmarks.Frames;

/// <summary><see cref="PhysicalMemory"/>: a bitmap with summaries, a small cache, and a record per frame that catches misuse.</summary>
internal sealed unsafe class LiosFrames(int frames) : FrameSource
{
    private readonly HostMemory _machine = new((ulong)frames * Frame.Size);

    public override long Allocate() => _machine.Physical->TryAllocate(FrameOwner.UserAnonymous, out Frame frame) ? (long)frame.Number : None;

    public override void Free(long frame) => _machine.Physical->Free(new Frame((ulong)frame));

    public override long AllocateRun(int count) =>
        _machine.Physical->TryAllocateContiguous((ulong)count, 1, new PhysicalAddress(ulong.MaxValue), FrameOwner.UserAnonymous, out FrameRange range)
            ? (long)range.Start.Number
            : None;

    public override void FreeRun(long first, int count) => _machine.Physical->Free(new FrameRange(new Frame((ulong)first), (ulong)count));

    public override void Dispose() => _machine.Dispose();
}
