using System;
using LiOS.Kernel.Files.Pages;
using LiOS.Kernel.Files.Pipes;
using LiOS.Machine;

namespace LiOS.Kernel.Files;

/// <summary>
/// An inode of a file system that keeps files: its regular files can be mapped, so that reads and writes agree with cached
/// pages; its FIFOs and device nodes lead to pipes and drivers; and it dies when nothing names, opens or maps it any more.
/// </summary>
public abstract class StorageInode : Inode
{
    private int _users;

    /// <summary>The pages of a file that has been mapped.</summary>
    internal FilePages? Pages { get; set; }

    /// <summary>What is not to be done with it any more; null for a file that cannot be sealed.</summary>
    internal FileSeals? Seals { get; set; }

    /// <summary>Whether it has been freed: a path node may still refer to it, but what it was is another file's now.</summary>
    protected bool IsFreed { get; private set; }

    /// <summary>Whether it has no name any more.</summary>
    protected internal abstract bool IsUnlinked { get; }

    /// <summary>The size of a regular file in bytes.</summary>
    protected internal abstract long FileSize { get; }

    /// <summary>Reads a regular file's stored bytes.</summary>
    /// <param name="offset">Offset in the file, below <see cref="FileSize"/>.</param>
    /// <param name="destination">Not empty, and ends at the end of the file or before.</param>
    /// <returns>None; EIO; EUCLEAN.</returns>
    protected internal abstract Errno ReadStored(long offset, Span<byte> destination);

    /// <summary>Finds the pages of a regular file that are kept in frames of a device which is memory itself.</summary>
    /// <param name="index">The first page.</param>
    /// <param name="frames">Receives the frames of the pages that follow each other; others are left as they are. All lie below the end of the file.</param>
    protected internal virtual void FindFrames(long index, Span<PageFrame> frames)
    {
    }

    /// <summary>Writes a regular file's stored bytes, extending it as needed.</summary>
    /// <returns>Bytes written, at least 1, or a negated error number.</returns>
    protected internal abstract long WriteStored(long offset, ReadOnlySpan<byte> source);

    /// <summary>Changes a regular file's stored size; new bytes read as zero.</summary>
    /// <returns>None; EFBIG; ENOSPC; EROFS; EIO; EUCLEAN.</returns>
    protected abstract Errno TruncateStored(long size);

    /// <summary>Gives a regular file room for a range of bytes, as <see cref="Inode.Allocate"/> says; new bytes read as zero.</summary>
    protected abstract Errno AllocateStored(long offset, long length, bool keepsSize);

    /// <summary>Frees an inode that nothing refers to any more.</summary>
    protected abstract void Free();

    /// <inheritdoc/>
    public sealed override long ReadAt(long offset, Span<byte> destination)
    {
        Errno error = CheckRegular(offset);
        if (error != Errno.None) return -(long)error;
        long rest = FileSize - offset;
        if (rest <= 0 || destination.IsEmpty) return 0;
        if (destination.Length > rest) destination = destination[..(int)rest];
        error = Pages is null ? ReadStored(offset, destination) : Pages.Read(offset, destination);
        return error == Errno.None ? destination.Length : -(long)error;
    }

    /// <inheritdoc/>
    public sealed override long WriteAt(long offset, ReadOnlySpan<byte> source)
    {
        Errno error = CheckRegular(offset);
        if (error != Errno.None) return -(long)error;
        if (source.IsEmpty) return 0;
        if (offset > long.MaxValue - source.Length) return -(long)Errno.EFBIG;
        if (IsSealed(FileSeals.Write | FileSeals.FutureWrite) || (offset + source.Length > FileSize && IsSealed(FileSeals.Grow))) return -(long)Errno.EPERM;
        if (offset > FileSize) Pages?.ClearTail(FileSize);
        long count = WriteStored(offset, source);
        if (count > 0) Pages?.Update(offset, source[..(int)count]);
        return count;
    }

    /// <inheritdoc/>
    public sealed override Errno Truncate(long size)
    {
        Errno error = CheckRegular(size);
        long before = FileSize;
        if (error == Errno.None && size != before && IsSealed(size < before ? FileSeals.Shrink : FileSeals.Grow)) error = Errno.EPERM;
        if (error != Errno.None) return error;
        error = TruncateStored(size);
        // A damaged file system may have shortened the file and failed then: its blocks may be another file's next.
        if (FileSize < before) Pages?.Truncate(FileSize);
        else Pages?.ClearTail(before);
        return error;
    }

    /// <inheritdoc/>
    public sealed override Errno Allocate(long offset, long length, bool keepsSize)
    {
        Errno error = CheckRegular(offset);
        long before = FileSize;
        if (error == Errno.None && !keepsSize && offset + length > before && IsSealed(FileSeals.Grow)) error = Errno.EPERM;
        if (error == Errno.None) error = AllocateStored(offset, length, keepsSize);
        if (FileSize > before) Pages?.ClearTail(before);
        return error;
    }

    /// <inheritdoc/>
    public override Errno Open(OpenFlags flags, out OpenFile? file)
    {
        switch (Type)
        {
            case FileMode.Fifo:
                return PipeFile.OpenFifo(this, flags, out file);
            case FileMode.CharacterDevice or FileMode.BlockDevice when FileSystem.Devices is { } devices:
                return devices.Open(this, flags, out file);
            case FileMode.Regular or FileMode.Directory:
                return base.Open(flags, out file);
            default:
                file = null;
                return Errno.ENXIO;
        }
    }

    /// <inheritdoc/>
    public sealed override void AddUser()
    {
        _users++;
        FileSystem.UserCount++;
    }

    /// <inheritdoc/>
    public sealed override void RemoveUser()
    {
        _users--;
        FileSystem.UserCount--;
        // Who maps it is a user, too.
        if (_users == 0) Pages?.Rest();
        FreeIfUnused();
    }

    /// <summary>Frees the inode when it has neither a name nor a user. Called after a name has gone.</summary>
    protected internal void FreeIfUnused()
    {
        if (!IsUnlinked || _users > 0 || IsFreed) return;
        this.EndWatching(InodeChanges.DeleteSelf);
        Pages?.Detach();
        IsFreed = true;
        Free();
    }

    /// <summary>Whether one of some seals is set.</summary>
    internal bool IsSealed(FileSeals seals) => ((Seals ?? FileSeals.None) & seals) != 0;

    private Errno CheckRegular(long offset) => Type switch
    {
        FileMode.Regular => offset < 0 ? Errno.EINVAL : IsFreed ? Errno.ENOENT : Errno.None,
        FileMode.Directory => Errno.EISDIR,
        _ => Errno.EINVAL,
    };
}
