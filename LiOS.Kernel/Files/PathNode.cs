namespace LiOS.Kernel.Files;

/// <summary>
/// A place in the tree: an inode under a name in a directory. A directory has exactly one node, kept at its inode, so
/// that renaming it moves every process that works in it; other files have one for as long as they are looked up by one
/// name, so that whoever has them open sees them move.
/// </summary>
public sealed class PathNode
{
    private bool _isRemoved;

    private PathNode(Mount? mount, Inode inode, PathNode? parent, string name)
    {
        Mount = mount;
        Inode = inode;
        Parent = parent;
        Name = name;
    }

    /// <summary>The mount it lies on; null for what has no place in the tree (an anonymous pipe).</summary>
    public Mount? Mount { get; }

    /// <summary>The file.</summary>
    public Inode Inode { get; }

    /// <summary>The directory that holds the name; null at the top of a mount and outside the tree.</summary>
    public PathNode? Parent { get; private set; }

    /// <summary>The name in the parent, one char per byte; "" at the top of a mount.</summary>
    public string Name { get; private set; }

    /// <summary>The file system mounted over this directory, or null.</summary>
    public Mount? MountedHere { get; internal set; }

    /// <summary>Makes a node for an inode that is in no directory.</summary>
    /// <param name="inode">The inode.</param>
    /// <param name="name">How /proc/self/fd shows it, for instance "pipe:[7]".</param>
    public static PathNode Detached(Inode inode, string name) => new(null, inode, null, name);

    internal static PathNode ForRoot(Mount mount)
    {
        Inode root = mount.FileSystem.Root;
        return root.DirectoryNode = new PathNode(mount, root, null, "");
    }

    internal static PathNode ForChild(PathNode parent, Inode inode, string name)
    {
        if (inode.IsDirectory) return inode.DirectoryNode ??= new PathNode(parent.Mount, inode, parent, name);
        if (inode.LastNode is { } last && last.Parent == parent && last.Name == name) return last;
        return inode.LastNode = new PathNode(parent.Mount, inode, parent, name);
    }

    /// <summary>Gives the file another place.</summary>
    internal void MoveTo(PathNode parent, string name)
    {
        Parent = parent;
        Name = name;
    }

    /// <summary>The name is gone, though the file may have others.</summary>
    internal void Remove()
    {
        _isRemoved = true;
        Inode.LastNode = null;
    }

    /// <summary>Whether this node lies in the tree below another, or is it.</summary>
    public bool IsWithin(PathNode ancestor)
    {
        for (PathNode? node = this; node is not null; node = node.Up)
        {
            if (node == ancestor) return true;
        }

        return false;
    }

    /// <summary>
    /// The absolute path as seen from a root, "(unreachable)" in front when it lies outside of it, and " (deleted)" behind
    /// it when the name, or the inode's last one, is gone (proc(5), /proc/pid/cwd and fd).
    /// </summary>
    /// <param name="root">Where the path starts; null for the top of the whole tree.</param>
    public string GetPath(PathNode? root)
    {
        if (Mount is null) return Name;
        PathNode node = this;
        int length = 0;
        for (; node != root && node.Up is { } up; node = up) length += node.Name.Length == 0 ? 0 : node.Name.Length + 1;
        bool isReachable = root is null || node == root;

        string path = length == 0 ? "/" : string.Create(length, (this, node), static (span, ends) =>
        {
            int position = span.Length;
            for (PathNode at = ends.Item1; at != ends.node; at = at.Up!)
            {
                if (at.Name.Length == 0) continue;
                position -= at.Name.Length;
                at.Name.CopyTo(span[position..]);
                span[--position] = '/';
            }
        });
        if (!isReachable) path = "(unreachable)" + path;
        return _isRemoved || Inode.Attributes.LinkCount == 0 ? path + " (deleted)" : path;
    }

    /// <summary>The node above: the parent, or at the top of a mount the covered directory.</summary>
    internal PathNode? Up => Parent ?? Mount?.Point;
}
