using LiOS.Machine;

namespace LiOS.Kernel.Files;

/// <content>open(2).</content>
public sealed partial class Vfs
{
    /// <summary>
    /// Opens a file, making it first with O_CREAT (open(2)). A FIFO may still be waiting for its other end afterwards:
    /// see <see cref="OpenFile.IsOpening"/>.
    /// </summary>
    /// <param name="context">Root, working directory and ids.</param>
    /// <param name="start">Where a relative path starts; null for the working directory.</param>
    /// <param name="path">The path.</param>
    /// <param name="flags">The O_ flags.</param>
    /// <param name="mode">Permissions of a new file; the umask is taken off here.</param>
    /// <param name="file">The open file, with one reference.</param>
    /// <returns>None or an error of open(2).</returns>
    public Errno Open(PathContext context, PathNode? start, string path, OpenFlags flags, FileMode mode, out OpenFile? file)
    {
        file = null;
        if ((flags & OpenFlags.Path) != 0) flags &= OpenFlags.Path | OpenFlags.Directory | OpenFlags.NoFollow | OpenFlags.CloseOnExec;
        if ((flags & (OpenFlags.Create | OpenFlags.Directory)) == (OpenFlags.Create | OpenFlags.Directory)) return Errno.EINVAL;

        Walk walk = new(context, start ?? context.WorkingDirectory, path);
        bool isNew = false;
        Errno error = (flags & OpenFlags.Create) != 0
            ? WalkOrCreate(ref walk, flags, mode, out isNew)
            : Advance(ref walk, (flags & OpenFlags.NoFollow) == 0, stopAtLast: false);
        if (error != Errno.None) return error;
        return OpenNode(context, walk.Node, flags, isNew, out file);
    }

    /// <summary>Opens what has been found already (an executable, /proc/self/fd).</summary>
    /// <returns>None or an error of open(2).</returns>
    public Errno Open(PathContext context, PathNode node, OpenFlags flags, out OpenFile? file) => OpenNode(context, node, flags, isNew: false, out file);

    private static Errno WalkOrCreate(ref Walk walk, OpenFlags flags, FileMode mode, out bool isNew)
    {
        isNew = false;
        bool isExclusive = (flags & OpenFlags.Exclusive) != 0;
        while (true)
        {
            Errno error = Advance(ref walk, followLast: false, stopAtLast: true);
            if (error != Errno.None) return error;
            if (walk.EndsWithSlash || walk.Last is "" or "." or "..") return isExclusive && !walk.EndsWithSlash ? Errno.EEXIST : Errno.EISDIR;

            error = LookupChild(walk.Node, walk.Last, out PathNode? child);
            if (error == Errno.ENOENT)
            {
                FileMode permissions = mode & FileMode.PermissionMask & ~walk.Context.Umask;
                error = CreateChild(walk.Context, walk.Node, walk.Last, FileMode.Regular | permissions, 0, out child);
                if (error != Errno.None) return error;
                isNew = true;
            }

            if (error != Errno.None) return error;
            if (isExclusive && !isNew) return Errno.EEXIST;
            if (child!.Inode.Type != FileMode.SymbolicLink || (flags & OpenFlags.NoFollow) != 0)
            {
                walk.Node = child;
                return Errno.None;
            }

            error = FollowLink(ref walk, child);
            if (error != Errno.None) return error;
            if (walk.Position != 0) return Errno.None;
        }
    }

    private static Errno OpenNode(PathContext context, PathNode node, OpenFlags flags, bool isNew, out OpenFile? file)
    {
        file = null;
        Inode inode = node.Inode;
        FileMode type = inode.Type;
        if ((flags & OpenFlags.Directory) != 0 && type != FileMode.Directory) return Errno.ENOTDIR;
        if ((flags & OpenFlags.Path) != 0)
        {
            file = new InodeFile(inode, flags) { Node = node };
            return Errno.None;
        }

        AccessMode wanted = WantedAccess(flags);
        if (type == FileMode.SymbolicLink) return Errno.ELOOP;
        if (type == FileMode.Directory && ((wanted & AccessMode.Write) != 0 || (flags & OpenFlags.Create) != 0)) return Errno.EISDIR;

        // Who just made a file may use it as asked, whatever its mode says (open(2), the mode argument).
        Errno error = isNew ? Errno.None : CheckAccess(context, inode, wanted);
        if (error == Errno.None && (flags & OpenFlags.NoAccessTime) != 0 && !IsOwner(context, inode)) error = Errno.EPERM;
        if (error == Errno.None && (wanted & AccessMode.Write) != 0 && inode.ExecutorCount > 0) error = Errno.ETXTBSY;
        bool truncates = error == Errno.None && (flags & OpenFlags.Truncate) != 0 && type == FileMode.Regular && !isNew;
        if (truncates) error = inode.Truncate(0);
        if (error != Errno.None) return error;

        error = inode.Open(flags & ~(OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.Truncate), out file);
        if (error != Errno.None) return error;
        file!.Node = node;
        node.Tell(InodeChanges.Open);
        if (truncates) node.Tell(InodeChanges.Modify);
        return Errno.None;
    }

    private static AccessMode WantedAccess(OpenFlags flags)
    {
        AccessMode wanted = (flags & OpenFlags.AccessMask) switch
        {
            OpenFlags.ReadOnly => AccessMode.Read,
            OpenFlags.WriteOnly => AccessMode.Write,
            _ => AccessMode.Read | AccessMode.Write,
        };
        return (flags & OpenFlags.Truncate) != 0 ? wanted | AccessMode.Write : wanted;
    }
}
