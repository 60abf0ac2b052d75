using System.Collections.Generic;
using LiOS.Kernel.Files.Devices;
using LiOS.Machine;

namespace LiOS.Kernel.Files;

/// <summary>A mounted file system: a tree of inodes.</summary>
public abstract class FileSystem
{
    /// <summary>Its type name as in /proc/mounts (ext2, tmpfs, proc, devtmpfs).</summary>
    public abstract string TypeName { get; }

    /// <summary>What stat(2) reports as st_dev; unique per mounted file system.</summary>
    public ulong DeviceNumber { get; internal set; }

    /// <summary>The drivers behind its device nodes; set when it is mounted.</summary>
    internal DeviceRegistry? Devices { get; set; }

    /// <summary>Open files and mappings of its inodes; it cannot be unmounted before this is 0.</summary>
    internal int UserCount { get; set; }

    /// <summary>Its inodes that somebody watches; null before the first one.</summary>
    internal HashSet<Inode>? Watched { get; set; }

    /// <summary>Whether every change is refused with EROFS.</summary>
    public bool IsReadOnly { get; internal set; }

    /// <summary>The directory at its top.</summary>
    public abstract Inode Root { get; }

    /// <summary>Sizes for statfs(2).</summary>
    public abstract FileSystemStatistics Statistics { get; }

    /// <summary>Writes back what is cached (sync(2)).</summary>
    public virtual Errno Synchronize() => Errno.None;
}

/// <summary>What statfs(2) reports.</summary>
public readonly record struct FileSystemStatistics(ulong Magic, long BlockSize, ulong Blocks, ulong FreeBlocks, ulong Inodes, ulong FreeInodes);
