using System;
using System.Buffers.Binary;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Files;

/// <summary>Directories: reading them and being in them.</summary>
internal static class DirectoryCalls
{
    private const int RecordHeader = 19;

    /// <summary>getdents64(2).</summary>
    public static long Read(ProcessThread caller, Arguments a)
    {
        if (caller.File(a.I0) is not { CanRead: true } file) return Errno.EBADF.ToResult();
        if (!file.Inode.IsDirectory) return Errno.ENOTDIR.ToResult();
        Span<byte> buffer = caller.Buffer((uint)a.A2);
        int filled = 0;
        long cursor = file.Position;
        while (true)
        {
            Errno error = file.Inode.ReadDirectory(cursor, out DirectoryEntry entry);
            if (error == Errno.ENOENT) break;
            if (error != Errno.None) return filled > 0 ? Finish(caller, file, a.A1, buffer[..filled], cursor) : error.ToResult();
            int size = (RecordHeader + entry.Name.Length + 1 + 7) & ~7;
            if (size > buffer.Length - filled)
            {
                if (filled == 0) return Errno.EINVAL.ToResult();
                break;
            }
            WriteRecord(buffer.Slice(filled, size), entry);
            filled += size;
            cursor = entry.NextCursor;
        }
        return Finish(caller, file, a.A1, buffer[..filled], cursor);
    }

    /// <summary>getcwd(2).</summary>
    public static long GetWorkingDirectory(ProcessThread caller, Arguments a)
    {
        Errno error = Vfs.GetWorkingDirectory(caller.Process.Paths, out string path);
        if (error != Errno.None) return error.ToResult();
        byte[] bytes = Encoding.Latin1.GetBytes(path + '\0');
        if ((ulong)bytes.Length > a.A1) return Errno.ERANGE.ToResult();
        error = caller.Space.CopyOut(a.A0, bytes);
        return error != Errno.None ? error.ToResult() : bytes.Length;
    }

    /// <summary>chdir(2).</summary>
    public static long Change(ProcessThread caller, Arguments a)
    {
        Errno error = caller.Find(UserMemory.WorkingDirectory, a.A0, 0, out PathNode? node);
        return (error != Errno.None ? error : Vfs.ChangeDirectory(caller.Process.Paths, node!)).ToResult();
    }

    /// <summary>fchdir(2).</summary>
    public static long ChangeToDescriptor(ProcessThread caller, Arguments a)
    {
        if (caller.AnyFile(a.I0) is not { } file) return Errno.EBADF.ToResult();
        return file.Node is { } node ? Vfs.ChangeDirectory(caller.Process.Paths, node).ToResult() : Errno.ENOTDIR.ToResult();
    }

    /// <summary>chroot(2).</summary>
    public static long ChangeRoot(ProcessThread caller, Arguments a)
    {
        Errno error = caller.Find(UserMemory.WorkingDirectory, a.A0, 0, out PathNode? node);
        if (error != Errno.None) return error.ToResult();
        if (!node!.Inode.IsDirectory) return Errno.ENOTDIR.ToResult();
        if (!caller.Process.Credentials.IsPrivileged) return Errno.EPERM.ToResult();
        caller.Process.Paths.Root = node;
        return 0;
    }

    /// <summary>umask(2).</summary>
    public static long SetMask(ProcessThread caller, Arguments a)
    {
        const FileMode AllPermissions = (FileMode)0x1FF;
        PathContext paths = caller.Process.Paths;
        FileMode old = paths.Umask;
        paths.Umask = (FileMode)a.A0 & AllPermissions;
        return (long)old;
    }

    private static long Finish(ProcessThread caller, OpenFile file, ulong address, ReadOnlySpan<byte> records, long cursor)
    {
        Errno error = caller.Space.CopyOut(address, records);
        if (error != Errno.None) return error.ToResult();
        file.Position = cursor;
        file.Tell(InodeChanges.Access);
        return records.Length;
    }

    /// <summary>struct linux_dirent64: inode, cursor, record length, type, name.</summary>
    private static void WriteRecord(Span<byte> record, in DirectoryEntry entry)
    {
        const int TypeShift = 12;
        BinaryPrimitives.WriteUInt64LittleEndian(record, entry.InodeNumber);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], entry.NextCursor);
        BinaryPrimitives.WriteUInt16LittleEndian(record[16..], (ushort)record.Length);
        record[18] = (byte)((uint)entry.Type >> TypeShift);
        record[RecordHeader..].Clear();
        Encoding.Latin1.GetBytes(entry.Name, record[RecordHeader..]);
    }
}
