using System;
using System.Runtime.InteropServices;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Files;

/// <summary>Asking about files: stat(2), statx(2), access(2), readlink(2), statfs(2).</summary>
internal static class StatusCalls
{
    /// <summary>stat(2).</summary>
    public static long Status(ProcessThread caller, Arguments a) => Status(caller, UserMemory.WorkingDirectory, a.A0, 0, a.A1);

    /// <summary>lstat(2).</summary>
    public static long LinkStatus(ProcessThread caller, Arguments a) => Status(caller, UserMemory.WorkingDirectory, a.A0, UserMemory.NoFollow, a.A1);

    /// <summary>newfstatat(2).</summary>
    public static long StatusAt(ProcessThread caller, Arguments a) => Status(caller, a.I0, a.A1, a.I3, a.A2);

    /// <summary>fstat(2).</summary>
    public static long DescriptorStatus(ProcessThread caller, Arguments a) => caller.AnyFile(a.I0) is { } file
        ? caller.Space.Write(a.A1, new FileStatus(file.Inode)).ToResult()
        : Errno.EBADF.ToResult();

    /// <summary>statx(2).</summary>
    public static long ExtendedStatus(ProcessThread caller, Arguments a)
    {
        const uint ReservedMask = 0x8000_0000;
        if (((uint)a.A3 & ReservedMask) != 0) return Errno.EINVAL.ToResult();
        Errno error = caller.Find(a.I0, a.A1, a.I2, out PathNode? node);
        return (error != Errno.None ? error : caller.Space.Write(a.A4, ExtendedFileStatus.Of(node!.Inode))).ToResult();
    }

    /// <summary>access(2).</summary>
    public static long Access(ProcessThread caller, Arguments a) => Access(caller, UserMemory.WorkingDirectory, a.A0, a.I1, 0);

    /// <summary>faccessat(2), which knows no flags.</summary>
    public static long AccessAt(ProcessThread caller, Arguments a) => Access(caller, a.I0, a.A1, a.I2, 0);

    /// <summary>faccessat2(2).</summary>
    public static long AccessAt2(ProcessThread caller, Arguments a) => Access(caller, a.I0, a.A1, a.I2, a.I3);

    /// <summary>readlink(2).</summary>
    public static long ReadLink(ProcessThread caller, Arguments a) => ReadLink(caller, UserMemory.WorkingDirectory, a.A0, a.A1, a.I2);

    /// <summary>readlinkat(2).</summary>
    public static long ReadLinkAt(ProcessThread caller, Arguments a) => ReadLink(caller, a.I0, a.A1, a.A2, a.I3);

    /// <summary>statfs(2).</summary>
    public static long FileSystemStatus(ProcessThread caller, Arguments a)
    {
        Errno error = caller.Find(UserMemory.WorkingDirectory, a.A0, 0, out PathNode? node);
        return error != Errno.None ? error.ToResult() : Describe(caller, node!.Inode.FileSystem, a.A1);
    }

    /// <summary>fstatfs(2).</summary>
    public static long DescriptorFileSystemStatus(ProcessThread caller, Arguments a) =>
        caller.AnyFile(a.I0) is { } file ? Describe(caller, file.Inode.FileSystem, a.A1) : Errno.EBADF.ToResult();

    private static long Status(ProcessThread caller, int directory, ulong path, int flags, ulong result)
    {
        Errno error = caller.Find(directory, path, flags, out PathNode? node);
        return (error != Errno.None ? error : caller.Space.Write(result, new FileStatus(node!.Inode))).ToResult();
    }

    private static long Access(ProcessThread caller, int directory, ulong path, int mode, int flags)
    {
        const int EffectiveIds = 0x200, AllModes = 7;
        if ((mode & ~AllModes) != 0 || (flags & ~(EffectiveIds | UserMemory.NoFollow | UserMemory.EmptyPath)) != 0) return Errno.EINVAL.ToResult();
        Errno error = caller.Find(directory, path, flags, out PathNode? node);
        if (error != Errno.None) return error.ToResult();
        PathContext ids = caller.Process.Paths;
        if ((flags & EffectiveIds) == 0)
        {
            ids = ids.Clone();
            ids.UserId = caller.Process.Credentials.UserId;
            ids.GroupId = caller.Process.Credentials.GroupId;
        }
        return Vfs.CheckAccess(ids, node!.Inode, (AccessMode)mode).ToResult();
    }

    private static long ReadLink(ProcessThread caller, int directory, ulong path, ulong buffer, int size)
    {
        if (size <= 0) return Errno.EINVAL.ToResult();
        Errno error = caller.Find(directory, path, UserMemory.NoFollow | UserMemory.EmptyPath, out PathNode? node);
        string target = "";
        if (error == Errno.None) error = node!.Inode.ReadLink(out target);
        // An empty path means a link that was opened itself (O_PATH), and nothing else.
        if (error == Errno.EINVAL && caller.Space.Read(path, out byte first) == Errno.None && first == 0) error = Errno.ENOENT;
        if (error != Errno.None) return error.ToResult();
        byte[] bytes = Encoding.Latin1.GetBytes(target);
        int length = Math.Min(bytes.Length, size);
        error = caller.Space.CopyOut(buffer, bytes.AsSpan(0, length));
        return error != Errno.None ? error.ToResult() : length;
    }

    private static long Describe(ProcessThread caller, FileSystem fileSystem, ulong address)
    {
        FileSystemStatistics s = fileSystem.Statistics;
        FileSystemRecord status = new()
        {
            Magic = s.Magic,
            BlockSize = s.BlockSize,
            Blocks = s.Blocks,
            FreeBlocks = s.FreeBlocks,
            AvailableBlocks = s.FreeBlocks,
            Inodes = s.Inodes,
            FreeInodes = s.FreeInodes,
            Id = fileSystem.DeviceNumber,
            NameLength = Vfs.MaximumNameLength,
            FragmentSize = s.BlockSize,
            Flags = fileSystem.IsReadOnly ? 1UL : 0,
        };
        return caller.Space.Write(address, status).ToResult();
    }

    /// <summary>struct statfs of the kernel's ABI: 120 bytes.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 120)]
    private struct FileSystemRecord
    {
        public ulong Magic;
        public long BlockSize;
        public ulong Blocks, FreeBlocks, AvailableBlocks, Inodes, FreeInodes, Id;
        public long NameLength, FragmentSize;
        public ulong Flags;
    }
}
