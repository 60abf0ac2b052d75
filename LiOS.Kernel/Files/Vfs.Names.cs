using LiOS.Machine;

namespace LiOS.Kernel.Files;

/// <content>Making, moving and removing names.</content>
public sealed partial class Vfs
{
    /// <summary>Makes a directory (mkdir(2)); the umask is taken off here.</summary>
    /// <returns>None or an error of mkdir(2).</returns>
    public Errno MakeDirectory(PathContext context, PathNode? start, string path, FileMode mode)
    {
        FileMode permissions = mode & (FileMode.PermissionMask & ~(FileMode.SetUserId | FileMode.SetGroupId)) & ~context.Umask;
        return MakeName(context, start, path, FileMode.Directory | permissions, 0);
    }

    /// <summary>Makes a regular file, device node, FIFO or socket (mknod(2)); the umask is taken off here.</summary>
    /// <returns>None or an error of mknod(2).</returns>
    public Errno MakeNode(PathContext context, PathNode? start, string path, FileMode mode, ulong deviceNumber)
    {
        FileMode type = mode & FileMode.TypeMask;
        if (type == FileMode.None) type = FileMode.Regular;
        if (type == FileMode.Directory) return Errno.EPERM;
        bool isDevice = type is FileMode.CharacterDevice or FileMode.BlockDevice;
        if (!isDevice && type is not (FileMode.Regular or FileMode.Fifo or FileMode.Socket)) return Errno.EINVAL;
        if (isDevice && context.UserId != 0) return Errno.EPERM;
        return MakeName(context, start, path, type | (mode & FileMode.PermissionMask & ~context.Umask), isDevice ? deviceNumber : 0);
    }

    /// <summary>Makes a symbolic link (symlink(2)).</summary>
    /// <returns>None or an error of symlink(2).</returns>
    public Errno MakeSymbolicLink(PathContext context, string target, PathNode? start, string path)
    {
        if (target.Length == 0) return Errno.ENOENT;
        if (target.Length >= MaximumPathLength) return Errno.ENAMETOOLONG;
        Errno error = FindFreeName(context, start, path, mayEndWithSlash: false, out PathNode? directory, out string name);
        if (error == Errno.None) error = directory!.Inode.CreateSymbolicLink(name, target);
        if (error != Errno.None) return error;
        error = directory!.Inode.Lookup(name, out Inode? link);
        if (error == Errno.None) error = GiveOwner(context, directory.Inode, link!);
        if (error == Errno.None) directory.Inode.TellName(InodeChanges.Create, name);
        return error;
    }

    /// <summary>Adds a name for a file (link(2)).</summary>
    /// <returns>None or an error of link(2).</returns>
    public Errno Link(PathContext context, PathNode target, PathNode? start, string path)
    {
        Errno error = FindFreeName(context, start, path, mayEndWithSlash: false, out PathNode? directory, out string name);
        if (error != Errno.None) return error;
        if (target.Inode.IsDirectory) return Errno.EPERM;
        if (target.Mount != directory!.Mount) return Errno.EXDEV;
        error = directory.Inode.Link(name, target.Inode);
        if (error != Errno.None) return error;
        target.Inode.Tell(InodeChanges.Attributes);
        directory.Inode.TellName(InodeChanges.Create, name);
        return Errno.None;
    }

    /// <summary>Removes a name that is not a directory's (unlink(2)).</summary>
    /// <returns>None or an error of unlink(2).</returns>
    public Errno Unlink(PathContext context, PathNode? start, string path)
    {
        Walk walk = new(context, start ?? context.WorkingDirectory, path);
        Errno error = Advance(ref walk, followLast: false, stopAtLast: true);
        if (error != Errno.None) return error;
        if (walk.Last is "" or "." or "..") return Errno.EISDIR;
        error = LookupChild(walk.Node, walk.Last, out PathNode? child);
        if (error != Errno.None) return error;
        if (child!.Inode.IsDirectory) return Errno.EISDIR;
        if (walk.EndsWithSlash) return Errno.ENOTDIR;
        error = CheckRemoval(context, walk.Node, child);
        if (error != Errno.None) return error;
        // Held until its watchers know that a name is gone: the file may go with it.
        child.Inode.AddUser();
        error = walk.Node.Inode.Unlink(walk.Last);
        if (error == Errno.None)
        {
            child.Remove();
            child.Inode.Tell(InodeChanges.Attributes);
        }
        child.Inode.RemoveUser();
        if (error == Errno.None) walk.Node.Inode.TellName(InodeChanges.Delete, walk.Last);
        return error;
    }

    /// <summary>Removes an empty directory (rmdir(2)).</summary>
    /// <returns>None or an error of rmdir(2).</returns>
    public Errno RemoveDirectory(PathContext context, PathNode? start, string path)
    {
        Walk walk = new(context, start ?? context.WorkingDirectory, path);
        Errno error = Advance(ref walk, followLast: false, stopAtLast: true);
        if (error != Errno.None) return error;
        switch (walk.Last)
        {
            case "": return Errno.EBUSY;
            case ".": return Errno.EINVAL;
            case "..": return Errno.ENOTEMPTY;
        }

        error = LookupChild(walk.Node, walk.Last, out PathNode? child);
        if (error != Errno.None) return error;
        if (!child!.Inode.IsDirectory) return Errno.ENOTDIR;
        error = CheckRemoval(context, walk.Node, child);
        if (error == Errno.None) error = walk.Node.Inode.RemoveDirectory(walk.Last);
        if (error == Errno.None) walk.Node.Inode.TellName(InodeChanges.Delete | InodeChanges.IsDirectory, walk.Last);
        return error;
    }

    /// <summary>Moves a name (rename(2)).</summary>
    /// <param name="context">Root, working directory and ids.</param>
    /// <param name="oldStart">Where a relative old path starts.</param>
    /// <param name="oldPath">What to move.</param>
    /// <param name="newStart">Where a relative new path starts.</param>
    /// <param name="newPath">Its new name.</param>
    /// <param name="mayReplace">False for RENAME_NOREPLACE: EEXIST when the new name is taken.</param>
    /// <returns>None or an error of rename(2).</returns>
    public Errno Rename(PathContext context, PathNode? oldStart, string oldPath, PathNode? newStart, string newPath, bool mayReplace = true)
    {
        Walk from = new(context, oldStart ?? context.WorkingDirectory, oldPath);
        Errno error = Advance(ref from, followLast: false, stopAtLast: true);
        if (error != Errno.None) return error;
        Walk to = new(context, newStart ?? context.WorkingDirectory, newPath);
        error = Advance(ref to, followLast: false, stopAtLast: true);
        if (error != Errno.None) return error;
        if (from.Node.Mount != to.Node.Mount) return Errno.EXDEV;
        if (from.Last is "" or "." or "..") return Errno.EBUSY;
        if (to.Last is "" or "." or "..") return mayReplace ? Errno.EBUSY : Errno.EEXIST;

        error = LookupChild(from.Node, from.Last, out PathNode? moved);
        if (error != Errno.None) return error;
        error = LookupChild(to.Node, to.Last, out PathNode? replaced);
        if (error != Errno.None && error != Errno.ENOENT) return error;
        if (replaced is not null && !mayReplace) return Errno.EEXIST;

        bool isDirectory = moved!.Inode.IsDirectory;
        if (!isDirectory && (from.EndsWithSlash || to.EndsWithSlash)) return Errno.ENOTDIR;
        if (isDirectory && to.Node.IsWithin(moved)) return Errno.EINVAL;
        if (replaced is not null && from.Node.IsWithin(replaced)) return Errno.ENOTEMPTY;
        if (replaced?.Inode == moved.Inode) return Errno.None;

        error = CheckRemoval(context, from.Node, moved);
        if (error != Errno.None) return error;
        error = replaced is null ? CheckChange(context, to.Node) : CheckRemoval(context, to.Node, replaced);
        if (error != Errno.None) return error;
        if (replaced is not null && replaced.Inode.IsDirectory != isDirectory) return isDirectory ? Errno.ENOTDIR : Errno.EISDIR;

        replaced?.Inode.AddUser();
        error = from.Node.Inode.Rename(from.Last, to.Node.Inode, to.Last);
        if (error == Errno.None)
        {
            moved.MoveTo(to.Node, to.Last);
            replaced?.Remove();
            TellOfMove(from, to, moved.Inode, replaced?.Inode);
        }
        replaced?.Inode.RemoveUser();
        return error;
    }

    private void TellOfMove(in Walk from, in Walk to, Inode moved, Inode? replaced)
    {
        InodeChanges kind = moved.IsDirectory ? InodeChanges.IsDirectory : InodeChanges.None;
        uint cookie = ++_moves;
        from.Node.Inode.TellName(InodeChanges.MovedFrom | kind, from.Last, cookie);
        to.Node.Inode.TellName(InodeChanges.MovedTo | kind, to.Last, cookie);
        replaced?.Tell(InodeChanges.Attributes);
        moved.Tell(InodeChanges.MoveSelf);
    }

    private Errno MakeName(PathContext context, PathNode? start, string path, FileMode mode, ulong deviceNumber)
    {
        bool isDirectory = (mode & FileMode.TypeMask) == FileMode.Directory;
        Errno error = FindFreeName(context, start, path, isDirectory, out PathNode? directory, out string name);
        return error == Errno.None ? CreateChild(context, directory!, name, mode, deviceNumber, out _) : error;
    }

    /// <summary>Walks to the directory in which a new name may be made.</summary>
    private static Errno FindFreeName(PathContext context, PathNode? start, string path, bool mayEndWithSlash, out PathNode? directory, out string name)
    {
        Walk walk = new(context, start ?? context.WorkingDirectory, path);
        Errno error = Advance(ref walk, followLast: false, stopAtLast: true);
        directory = walk.Node;
        name = walk.Last;
        if (error != Errno.None) return error;
        if (name is "" or "." or "..") return Errno.EEXIST;
        error = LookupChild(directory, name, out _);
        if (error != Errno.ENOENT) return error == Errno.None ? Errno.EEXIST : error;
        if (walk.EndsWithSlash && !mayEndWithSlash) return Errno.ENOENT;
        return CheckChange(context, directory);
    }

    private static Errno CreateChild(PathContext context, PathNode directory, string name, FileMode mode, ulong deviceNumber, out PathNode? child)
    {
        child = null;
        Errno error = CheckChange(context, directory);
        if (error != Errno.None) return error;
        bool inheritsGroup = (directory.Inode.Attributes.Mode & FileMode.SetGroupId) != 0;
        if (inheritsGroup && (mode & FileMode.TypeMask) == FileMode.Directory) mode |= FileMode.SetGroupId;
        error = directory.Inode.Create(name, mode, deviceNumber, out Inode? inode);
        if (error != Errno.None) return error;
        child = PathNode.ForChild(directory, inode!, name);
        error = GiveOwner(context, directory.Inode, inode!);
        if (error == Errno.None) directory.Inode.TellName(InodeChanges.Create | (inode!.IsDirectory ? InodeChanges.IsDirectory : InodeChanges.None), name);
        return error;
    }

    /// <summary>A new inode belongs to its maker; in a set-group-id directory to the directory's group (inode(7)).</summary>
    private static Errno GiveOwner(PathContext context, Inode directory, Inode child)
    {
        InodeAttributes above = directory.Attributes;
        uint groupId = (above.Mode & FileMode.SetGroupId) != 0 ? above.GroupId : context.GroupId;
        InodeAttributes now = child.Attributes;
        return now.UserId == context.UserId && now.GroupId == groupId ? Errno.None : child.SetOwner(context.UserId, groupId);
    }

    private static Errno CheckChange(PathContext context, PathNode directory) =>
        CheckAccess(context, directory.Inode, AccessMode.Write | AccessMode.Execute);

    private static Errno CheckRemoval(PathContext context, PathNode directory, PathNode child)
    {
        Errno error = CheckChange(context, directory);
        if (error != Errno.None) return error;

        // A mount's top has no parent: looking the name up crossed a mount point.
        if (child.Parent is null) return Errno.EBUSY;
        InodeAttributes above = directory.Inode.Attributes;
        bool isFree = (above.Mode & FileMode.Sticky) == 0 || context.UserId == 0
            || context.UserId == above.UserId || context.UserId == child.Inode.Attributes.UserId;
        return isFree ? Errno.None : Errno.EPERM;
    }
}
