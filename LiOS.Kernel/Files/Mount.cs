namespace LiOS.Kernel.Files;

/// <summary>One file system at its place in the tree.</summary>
public sealed class Mount
{
    internal Mount(FileSystem fileSystem, PathNode? point, string source)
    {
        FileSystem = fileSystem;
        Point = point;
        Source = source;
        Root = PathNode.ForRoot(this);
    }

    /// <summary>What is mounted.</summary>
    public FileSystem FileSystem { get; }

    /// <summary>The directory it covers; null for the root file system.</summary>
    public PathNode? Point { get; }

    /// <summary>The device or word given to mount(2), the first field of /proc/mounts.</summary>
    public string Source { get; }

    /// <summary>The options as in /proc/mounts.</summary>
    public string Options => FileSystem.IsReadOnly ? "ro" : "rw";

    /// <summary>The file system's top directory.</summary>
    public PathNode Root { get; }
}
