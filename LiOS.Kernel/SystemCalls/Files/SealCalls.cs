using System;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Files;

/// <summary>Files in memory without a name, and their seals: memfd_create(2), and F_ADD_SEALS and F_GET_SEALS of fcntl(2).</summary>
internal static class SealCalls
{
    private const int CloseOnExec = 1, AllowSealing = 2, NoExecute = 8, Execute = 0x10;

    /// <summary>The longest name, without what the kernel puts in front of it.</summary>
    private const int LongestName = 249;

    /// <summary>memfd_create(2). There are no huge pages to keep one in.</summary>
    public static long MakeFile(ProcessThread caller, Arguments a)
    {
        const FileMode Plain = (FileMode)0x1B6, WithExecute = (FileMode)0x1FF;
        if ((a.I1 & ~(CloseOnExec | AllowSealing | NoExecute | Execute)) != 0 || (a.I1 & (NoExecute | Execute)) == (NoExecute | Execute)) return Errno.EINVAL.ToResult();
        Span<byte> bytes = stackalloc byte[LongestName];
        Errno error = caller.Space.CopyInString(a.A0, bytes, out int length);
        if (error != Errno.None) return (error == Errno.ENAMETOOLONG ? Errno.EINVAL : error).ToResult();
        FileMode mode = (a.I1 & NoExecute) != 0 ? Plain : WithExecute;
        FileSeals seals = (a.I1 & NoExecute) != 0 ? FileSeals.Execute : (a.I1 & AllowSealing) != 0 ? FileSeals.None : FileSeals.Seal;
        error = caller.Kernel.MemoryFiles.CreateUnnamed(mode, seals, caller.Process.Paths.UserId, caller.Process.Paths.GroupId, out Inode? inode);
        if (error != Errno.None) return error.ToResult();
        string name = $"/memfd:{Encoding.Latin1.GetString(bytes[..length])} (deleted)";
        // Whoever makes it may write to it, but is no writer that would keep it from being executed, as on Linux.
        InodeFile file = new(inode!, OpenFlags.ReadOnly) { Flags = OpenFlags.ReadWrite, Node = PathNode.Detached(inode!, name) };
        return caller.AddFile(file, (a.I1 & CloseOnExec) != 0);
    }

    /// <summary>F_GET_SEALS.</summary>
    public static long Get(OpenFile file) => file.Inode is StorageInode { Seals: { } seals } ? (long)seals : Errno.EINVAL.ToResult();

    /// <summary>F_ADD_SEALS.</summary>
    public static long Add(ProcessThread caller, OpenFile file, FileSeals added)
    {
        if (!file.CanWrite) return Errno.EPERM.ToResult();
        if ((added & ~FileSeals.All) != 0 || file.Inode is not StorageInode { Seals: { } seals } inode) return Errno.EINVAL.ToResult();
        if ((seals & FileSeals.Seal) != 0) return Errno.EPERM.ToResult();
        // A mapping that writes, or could be made to, would go on writing.
        bool stopsWrites = (added & FileSeals.Write) != 0 && (seals & FileSeals.Write) == 0;
        if (stopsWrites && inode.Pages is { } pages && caller.Kernel.Processes.HasSharedMapping(pages.Id)) return Errno.EBUSY.ToResult();
        // Whoever could execute it must not write to it any more.
        const uint ExecuteBits = 0x49;
        if ((added & FileSeals.Execute) != 0 && ((uint)inode.Attributes.Mode & ExecuteBits) != 0) added |= FileSeals.Shrink | FileSeals.Grow | FileSeals.Write | FileSeals.FutureWrite;
        inode.Seals = seals | added;
        return 0;
    }
}
