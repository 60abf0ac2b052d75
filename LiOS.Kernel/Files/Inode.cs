using System.Collections.Generic;
using LiOS.Kernel.Files.Locks;
using LiOS.Kernel.Files.Pipes;
using LiOS.Machine;

namespace LiOS.Kernel.Files;

/// <summary>
/// A file of any type in a file system. One object per inode while it is in use, so that identity is equality.
/// All members are called with the kernel lock held. What a file type does not support answers with the error Linux gives.
/// Names never contain '/' or NUL and are one char per byte.
/// </summary>
public abstract class Inode
{
    /// <summary>The file system it belongs to.</summary>
    public abstract FileSystem FileSystem { get; }

    /// <summary>Its number, unique within the file system (st_ino).</summary>
    public abstract ulong Number { get; }

    /// <summary>Its attributes now.</summary>
    public abstract InodeAttributes Attributes { get; }

    /// <summary>For a directory: its one node in the tree, once it has been looked up.</summary>
    internal PathNode? DirectoryNode { get; set; }

    /// <summary>For any other file: the node it was looked up by last.</summary>
    internal PathNode? LastNode { get; set; }

    /// <summary>For a FIFO: its buffer, while it is open.</summary>
    internal Pipe? Pipe { get; set; }

    /// <summary>For a socket: the open socket that is bound to this name (unix(7)); null when there is none any more.</summary>
    internal OpenFile? BoundSocket { get; set; }

    /// <summary>Open files that may write it, if it is a regular one: it cannot be executed meanwhile.</summary>
    internal int WriterCount { get; set; }

    /// <summary>Programs that run from it: it cannot be written meanwhile.</summary>
    internal int ExecutorCount { get; set; }

    /// <summary>Who is told what happens to it; null while nobody is.</summary>
    internal List<IInodeWatcher>? Watchers { get; set; }

    /// <summary>The advisory locks on it; null before the first one.</summary>
    internal FileLocks? Locks { get; set; }

    /// <summary>The type bits of the mode.</summary>
    public virtual FileMode Type => Attributes.Mode & FileMode.TypeMask;

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Type == FileMode.Directory;

    /// <summary>Finds a name in this directory; "." and ".." are the caller's business.</summary>
    /// <returns>None; ENOENT; ENOTDIR.</returns>
    public virtual Errno Lookup(string name, out Inode? child)
    {
        child = null;
        return Errno.ENOTDIR;
    }

    /// <summary>Reads the directory entry at a cursor (0 at first), "." and ".." included.</summary>
    /// <returns>None; ENOENT at the end; ENOTDIR.</returns>
    public virtual Errno ReadDirectory(long cursor, out DirectoryEntry entry)
    {
        entry = default;
        return Errno.ENOTDIR;
    }

    /// <summary>Makes a new inode of any type but symbolic link in this directory.</summary>
    /// <param name="name">The new name.</param>
    /// <param name="mode">Type and permissions.</param>
    /// <param name="deviceNumber">For device nodes: major and minor as in makedev(3).</param>
    /// <param name="child">The new inode.</param>
    public virtual Errno Create(string name, FileMode mode, ulong deviceNumber, out Inode? child)
    {
        child = null;
        return IsDirectory ? Errno.EROFS : Errno.ENOTDIR;
    }

    /// <summary>Makes a symbolic link in this directory.</summary>
    public virtual Errno CreateSymbolicLink(string name, string target) => IsDirectory ? Errno.EROFS : Errno.ENOTDIR;

    /// <summary>Adds a name for an existing inode of the same file system, not a directory.</summary>
    public virtual Errno Link(string name, Inode target) => IsDirectory ? Errno.EROFS : Errno.ENOTDIR;

    /// <summary>Removes a name that is not a directory; the inode lives on while it is open or has other names.</summary>
    public virtual Errno Unlink(string name) => IsDirectory ? Errno.EROFS : Errno.ENOTDIR;

    /// <summary>Removes an empty directory.</summary>
    public virtual Errno RemoveDirectory(string name) => IsDirectory ? Errno.EROFS : Errno.ENOTDIR;

    /// <summary>Moves a name to another directory of the same file system, replacing what is there as rename(2) says.</summary>
    public virtual Errno Rename(string name, Inode newDirectory, string newName) => IsDirectory ? Errno.EROFS : Errno.ENOTDIR;

    /// <summary>The target of a symbolic link.</summary>
    /// <returns>None; EINVAL when it is none.</returns>
    public virtual Errno ReadLink(out string target)
    {
        target = "";
        return Errno.EINVAL;
    }

    /// <summary>
    /// Follows a symbolic link that names an object instead of a path (/proc/self/exe, /proc/self/fd): what it leads to may have
    /// no path any more, or never had one.
    /// </summary>
    /// <param name="target">Where it leads; null when the text of <see cref="ReadLink"/> is to be resolved.</param>
    /// <returns>None; ENOENT; EACCES.</returns>
    public virtual Errno ResolveLink(out PathNode? target)
    {
        target = null;
        return Errno.None;
    }

    /// <summary>Reads bytes of a regular file.</summary>
    /// <returns>Bytes read (0 at the end of the file), or a negated error number.</returns>
    public virtual long ReadAt(long offset, System.Span<byte> destination) => IsDirectory ? -(long)Errno.EISDIR : -(long)Errno.EINVAL;

    /// <summary>Writes bytes to a regular file, extending it as needed.</summary>
    /// <returns>Bytes written, or a negated error number.</returns>
    public virtual long WriteAt(long offset, System.ReadOnlySpan<byte> source) => IsDirectory ? -(long)Errno.EISDIR : -(long)Errno.EINVAL;

    /// <summary>Changes a regular file's size; new bytes read as zero.</summary>
    public virtual Errno Truncate(long size) => IsDirectory ? Errno.EISDIR : Errno.EINVAL;

    /// <summary>Gives a regular file room for a range of bytes, so that writing them cannot fail for want of space (fallocate(2)).</summary>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">Bytes, greater than 0.</param>
    /// <param name="keepsSize">Whether the file stays as long as it is, wherever the range ends.</param>
    /// <returns>None; EOPNOTSUPP; ENOSPC (nothing has changed that can be seen); EFBIG; EPERM (sealed); EROFS; EIO; EUCLEAN.</returns>
    public virtual Errno Allocate(long offset, long length, bool keepsSize) => Errno.EOPNOTSUPP;

    /// <summary>Changes the permission bits.</summary>
    public virtual Errno SetMode(FileMode permissions) => Errno.EROFS;

    /// <summary>Changes the owner; null leaves a part as it is.</summary>
    public virtual Errno SetOwner(uint? userId, uint? groupId) => Errno.EROFS;

    /// <summary>Changes the times, in nanoseconds since 1970; null leaves one as it is.</summary>
    public virtual Errno SetTimes(long? accessTime, long? modificationTime) => Errno.EROFS;

    /// <summary>Opens the inode. Regular files and directories use the default; devices and pipes bring their own.</summary>
    /// <param name="flags">The O_ flags of open(2); O_CREAT, O_EXCL and O_TRUNC have been dealt with.</param>
    /// <param name="file">The open file, with one reference.</param>
    public virtual Errno Open(OpenFlags flags, out OpenFile? file)
    {
        file = new InodeFile(this, flags);
        return Errno.None;
    }

    /// <summary>Called when an open file or mapping of this inode comes and goes, so that an unlinked inode can be freed at the last one's end.</summary>
    public virtual void AddUser() { }

    /// <summary>The reverse of <see cref="AddUser"/>.</summary>
    public virtual void RemoveUser() { }
}
