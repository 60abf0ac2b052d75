using LiOS.Machine;

namespace LiOS.Kernel.Files;

/// <content>Permissions and attributes. stat(2) and statfs(2) read them from the inode and its file system.</content>
public sealed partial class Vfs
{
    /// <summary>Judges an access by the permission bits and the context's ids (access(2), inode(7)).</summary>
    /// <returns>None; EACCES; EROFS (writing a file, directory or link on a read-only file system).</returns>
    public static Errno CheckAccess(PathContext context, Inode inode, AccessMode wanted)
    {
        if (wanted == AccessMode.Exists) return Errno.None;
        InodeAttributes attributes = inode.Attributes;
        FileMode type = attributes.Mode & FileMode.TypeMask;
        if ((wanted & AccessMode.Write) != 0 && inode.FileSystem.IsReadOnly
            && type is FileMode.Regular or FileMode.Directory or FileMode.SymbolicLink)
        {
            return Errno.EROFS;
        }

        if (context.UserId == 0)
        {
            bool mayExecute = type == FileMode.Directory || ((uint)attributes.Mode & 0x49) != 0;
            return (wanted & AccessMode.Execute) == 0 || mayExecute ? Errno.None : Errno.EACCES;
        }

        int shift = context.UserId == attributes.UserId ? 6 : context.IsInGroup(attributes.GroupId) ? 3 : 0;
        int granted = ((int)attributes.Mode >> shift) & 7;
        return ((int)wanted & ~granted) == 0 ? Errno.None : Errno.EACCES;
    }

    /// <summary>Changes the permission bits (chmod(2)).</summary>
    /// <returns>None; EPERM; EROFS; EIO.</returns>
    public static Errno ChangeMode(PathContext context, Inode inode, FileMode permissions)
    {
        Errno error = CheckOwner(context, inode);
        if (error != Errno.None) return error;
        permissions &= FileMode.PermissionMask;
        if (context.UserId != 0 && !context.IsInGroup(inode.Attributes.GroupId)) permissions &= ~FileMode.SetGroupId;
        return inode.SetMode(permissions);
    }

    /// <summary>Changes the owner (chown(2)); null leaves a part as it is. The set-id bits of a program go with its owner.</summary>
    /// <returns>None; EPERM; EROFS; EIO.</returns>
    public static Errno ChangeOwner(PathContext context, Inode inode, uint? userId, uint? groupId)
    {
        Errno error = CheckOwner(context, inode);
        if (error != Errno.None) return error;
        InodeAttributes before = inode.Attributes;
        if (context.UserId != 0)
        {
            if (userId is { } user && user != before.UserId) return Errno.EPERM;
            if (groupId is { } group && group != before.GroupId && !context.IsInGroup(group)) return Errno.EPERM;
        }

        error = inode.SetOwner(userId, groupId);
        if (error != Errno.None || (before.Mode & FileMode.TypeMask) == FileMode.Directory) return error;
        FileMode withoutIds = before.Mode & FileMode.PermissionMask & ~FileMode.SetUserId;
        if (((uint)before.Mode & 8) != 0) withoutIds &= ~FileMode.SetGroupId;
        return withoutIds == (before.Mode & FileMode.PermissionMask) ? Errno.None : inode.SetMode(withoutIds);
    }

    /// <summary>Changes the times (utimensat(2)), in nanoseconds since 1970; null leaves one as it is.</summary>
    /// <param name="context">The ids.</param>
    /// <param name="inode">The file.</param>
    /// <param name="accessTime">The new access time.</param>
    /// <param name="modificationTime">The new modification time.</param>
    /// <param name="isNow">Whether both were asked for as "now", which a writer may do as well as the owner.</param>
    /// <returns>None; EPERM; EACCES; EROFS; EIO.</returns>
    public static Errno SetTimes(PathContext context, Inode inode, long? accessTime, long? modificationTime, bool isNow)
    {
        Errno error = CheckOwner(context, inode);
        if (error == Errno.EPERM && isNow) error = CheckAccess(context, inode, AccessMode.Write);
        return error == Errno.None ? inode.SetTimes(accessTime, modificationTime) : error;
    }

    /// <summary>Changes the size of a file found by path (truncate(2)); ftruncate(2) calls the inode itself.</summary>
    /// <returns>None; EISDIR; EINVAL; EACCES; EROFS; ETXTBSY; EFBIG; ENOSPC; EIO.</returns>
    public static Errno Truncate(PathContext context, Inode inode, long size)
    {
        if (size < 0) return Errno.EINVAL;
        if (inode.IsDirectory) return Errno.EISDIR;
        Errno error = CheckAccess(context, inode, AccessMode.Write);
        if (error == Errno.None && inode.ExecutorCount > 0) error = Errno.ETXTBSY;
        return error == Errno.None ? inode.Truncate(size) : error;
    }

    private static Errno CheckOwner(PathContext context, Inode inode)
    {
        if (inode.FileSystem.IsReadOnly) return Errno.EROFS;
        return IsOwner(context, inode) ? Errno.None : Errno.EPERM;
    }

    /// <summary>Whether a file is the caller's, or as good as that.</summary>
    public static bool IsOwner(PathContext context, Inode inode) => context.UserId == 0 || context.UserId == inode.Attributes.UserId;
}
