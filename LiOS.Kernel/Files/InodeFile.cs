using System;
using LiOS.Machine;

namespace LiOS.Kernel.Files;

/// <summary>An open regular file or directory: reads and writes go to the inode.</summary>
public sealed class InodeFile(Inode inode, OpenFlags flags) : PositionedFile(inode, flags)
{
    /// <inheritdoc/>
    public override long Write(ReadOnlySpan<byte> source)
    {
        if ((Flags & OpenFlags.Append) != 0) Position = Inode.Attributes.Size;
        return base.Write(source);
    }

    /// <inheritdoc/>
    public override long ReadAt(long offset, Span<byte> destination) =>
        offset < 0 ? -(long)Errno.EINVAL : Inode.ReadAt(offset, destination);

    /// <inheritdoc/>
    public override long WriteAt(long offset, ReadOnlySpan<byte> source) =>
        offset < 0 ? -(long)Errno.EINVAL : Inode.WriteAt((Flags & OpenFlags.Append) != 0 ? Inode.Attributes.Size : offset, source);
}
