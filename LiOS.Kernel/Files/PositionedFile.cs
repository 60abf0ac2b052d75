using System;

namespace LiOS.Kernel.Files;

/// <summary>An open file of bytes at offsets: what is read and written without an offset is at its position, and moves it.</summary>
public abstract class PositionedFile(Inode inode, OpenFlags flags) : OpenFile(inode, flags)
{
    /// <inheritdoc/>
    public override bool IsSeekable => true;

    /// <inheritdoc/>
    public override long Read(Span<byte> destination) => Advance(ReadAt(Position, destination));

    /// <inheritdoc/>
    public override long Write(ReadOnlySpan<byte> source) => Advance(WriteAt(Position, source));

    private long Advance(long count)
    {
        if (count > 0) Position += count;
        return count;
    }
}
