using System.Collections.Generic;
using LiOS.Kernel.Files.Devices;
using LiOS.Kernel.Files.Pipes;
using LiOS.Kernel.Log;
using LiOS.Machine;

namespace LiOS.Kernel.Files;

/// <summary>
/// The one tree of all mounted file systems, and the operations of the file system calls on it. Paths are strings with one
/// char per byte (Latin-1). A relative path starts at the node given with it, or at the context's working directory when
/// that is null. Guarded by the kernel lock; nothing here blocks.
/// </summary>
public sealed partial class Vfs(DeviceRegistry devices)
{
    internal static readonly Logger Log = new("vfs");

    /// <summary>The longest name of a directory entry, in bytes (NAME_MAX).</summary>
    public const int MaximumNameLength = 255;

    /// <summary>The longest path, in bytes with its NUL (PATH_MAX).</summary>
    public const int MaximumPathLength = 4096;

    /// <summary>Symbolic links followed in one resolution before ELOOP (path_resolution(7)).</summary>
    public const int MaximumLinks = 40;

    private readonly List<Mount> _mounts = [];
    private uint _nextDeviceMinor = 1;
    private uint _moves;

    /// <summary>The drivers behind device nodes.</summary>
    public DeviceRegistry Devices { get; } = devices;

    /// <summary>Where anonymous pipes come from.</summary>
    public PipeFileSystem Pipes { get; } = new();

    /// <summary>Everything that is mounted, in the order of mounting.</summary>
    public IReadOnlyList<Mount> Mounts => _mounts;

    /// <summary>The top of the tree. Something must have been mounted there.</summary>
    public PathNode Root => TopOf(_mounts[0].Root);

    /// <summary>Mounts a file system.</summary>
    /// <param name="point">The directory to cover; null for the first mount, the root.</param>
    /// <param name="fileSystem">What to mount; not mounted elsewhere.</param>
    /// <param name="source">The first field of /proc/mounts.</param>
    /// <returns>None; ENOTDIR; EBUSY (it is mounted already, or there is a root already).</returns>
    public Errno Mount(PathNode? point, FileSystem fileSystem, string source)
    {
        if (point is { Inode.IsDirectory: false }) return Errno.ENOTDIR;
        if (fileSystem.Root.DirectoryNode is not null || (point is null) != (_mounts.Count == 0)) return Errno.EBUSY;

        point = point is null ? null : TopOf(point);
        fileSystem.DeviceNumber = DeviceNumbers.Make(0, _nextDeviceMinor++);
        fileSystem.Devices = Devices;
        Mount mount = new(fileSystem, point, source);
        _mounts.Add(mount);
        Log.Write(LogLevel.Info, $"{source} of type {fileSystem.TypeName} mounted at {mount.Root.GetPath(null)}, {mount.Options}");
        if (point is not null)
        {
            point.MountedHere = mount;
            point.Inode.AddUser();
        }

        return Errno.None;
    }

    /// <summary>Takes a file system out of the tree.</summary>
    /// <param name="node">Its top directory.</param>
    /// <returns>None; EINVAL (not the top of a mount); EBUSY (the root, or something is mounted below); an error of writing back.</returns>
    public Errno Unmount(PathNode node)
    {
        if (node.Parent is not null || node.Mount is not { } mount) return Errno.EINVAL;
        if (mount.Point is not { } point || mount.FileSystem.UserCount > 0) return Errno.EBUSY;
        foreach (Mount other in _mounts)
        {
            if (other.Point?.Mount == mount) return Errno.EBUSY;
        }

        Errno error = mount.FileSystem.Synchronize();
        if (error != Errno.None) return error;
        Log.Write(LogLevel.Info, $"{mount.Source} of type {mount.FileSystem.TypeName} taken from {node.GetPath(null)}");
        _mounts.Remove(mount);
        mount.FileSystem.EndWatching();
        point.MountedHere = null;
        point.Inode.RemoveUser();
        mount.FileSystem.Root.DirectoryNode = null;
        return Errno.None;
    }

    /// <summary>Writes back every file system (sync(2)).</summary>
    /// <returns>None, or the first error met; the others are written all the same.</returns>
    public Errno Synchronize()
    {
        Errno first = Errno.None;
        foreach (Mount mount in _mounts)
        {
            Errno error = mount.FileSystem.Synchronize();
            if (first == Errno.None) first = error;
        }

        return first;
    }

    /// <summary>The place in the tree of what lies in the top directory of a file system.</summary>
    /// <returns>The node; one outside of the tree when the file system is not mounted.</returns>
    internal PathNode FindChild(FileSystem fileSystem, Inode inode, string name) =>
        fileSystem.Root.DirectoryNode is { } root ? PathNode.ForChild(root, inode, name) : PathNode.Detached(inode, name);

    private static PathNode TopOf(PathNode node)
    {
        while (node.MountedHere is { } mount) node = mount.Root;
        return node;
    }
}
