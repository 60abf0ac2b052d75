using System;

namespace LiOS.Benchmarks.Frames;

/// <summary>An allocator of frames under test. Frames are numbers; <see cref="None"/> means that there is none.</summary>
internal abstract class FrameSource : IDisposable
{
    /// <summary>No frame.</summary>
    public const long None = -1;

    /// <summary>Makes one.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="frames">Frames it manages; a power of two.</param>
    public static FrameSource Create(FrameSourceKind kind, int frames) => kind switch
    {
        FrameSourceKind.LiOS => new LiosFrames(frames),
        FrameSourceKind.Buddy => new BuddyFrames(frames),
        FrameSourceKind.CountingBuddy => new CountingBuddyFrames(frames),
        _ => new ByteTableFrames(frames),
    };

    /// <summary>Allocates one frame.</summary>
    public abstract long Allocate();

    /// <summary>Frees one frame.</summary>
    public abstract void Free(long frame);

    /// <summary>Allocates consecutive frames.</summary>
    public abstract long AllocateRun(int count);

    /// <summary>Frees consecutive frames that were allocated together.</summary>
    public abstract void FreeRun(long first, int count);

    /// <summary>Allocates single frames until there are enough, or none is left.</summary>
    /// <returns>How many there were.</returns>
    public virtual int Fill(Span<long> taken)
    {
        int count = 0;
        while (count < taken.Length && (taken[count] = Allocate()) != None)
            count++;
        return count;
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
