using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Sockets;
using LiOS.Kernel.SystemCalls.Sockets;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Files;

/// <summary>Reading and writing: read(2), readv(2), pread(2), lseek(2), sendfile(2) and their kin.</summary>
internal static class IoCalls
{
    /// <summary>read(2).</summary>
    public static long Read(ProcessThread caller, Arguments a) =>
        caller.File(a.I0) is { CanRead: true } file
            ? Read(caller, file, new IoVector(a.A1, a.A2))
            : Errno.EBADF.ToResult();

    /// <summary>write(2).</summary>
    public static long Write(ProcessThread caller, Arguments a) =>
        caller.File(a.I0) is { CanWrite: true } file
            ? Write(caller, file, new IoVector(a.A1, Math.Min(a.A2, IoVector.MostBytes)))
            : Errno.EBADF.ToResult();

    /// <summary>pread64(2).</summary>
    public static long ReadAt(ProcessThread caller, Arguments a)
    {
        if ((long)a.A3 < 0) return Errno.EINVAL.ToResult();
        if (caller.File(a.I0) is not { CanRead: true } file) return Errno.EBADF.ToResult();
        return file.IsSeekable ? FileTransfer.Read(caller, file, new IoVector(a.A1, a.A2), (long)a.A3, true) : Errno.ESPIPE.ToResult();
    }

    /// <summary>pwrite64(2).</summary>
    public static long WriteAt(ProcessThread caller, Arguments a)
    {
        if ((long)a.A3 < 0) return Errno.EINVAL.ToResult();
        if (caller.File(a.I0) is not { CanWrite: true } file) return Errno.EBADF.ToResult();
        return file.IsSeekable ? FileTransfer.Write(caller, file, new IoVector(a.A1, a.A2), (long)a.A3) : Errno.ESPIPE.ToResult();
    }

    /// <summary>readv(2).</summary>
    public static long ReadVectors(ProcessThread caller, Arguments a) => ReadVectors(caller, a.I0, a.A1, a.A2, FileTransfer.AtPosition);

    /// <summary>writev(2).</summary>
    public static long WriteVectors(ProcessThread caller, Arguments a) => WriteVectors(caller, a.I0, a.A1, a.A2, FileTransfer.AtPosition);

    /// <summary>preadv(2).</summary>
    public static long ReadVectorsAt(ProcessThread caller, Arguments a) =>
        (long)a.A3 < 0 ? Errno.EINVAL.ToResult() : ReadVectors(caller, a.I0, a.A1, a.A2, (long)a.A3);

    /// <summary>pwritev(2).</summary>
    public static long WriteVectorsAt(ProcessThread caller, Arguments a) =>
        (long)a.A3 < 0 ? Errno.EINVAL.ToResult() : WriteVectors(caller, a.I0, a.A1, a.A2, (long)a.A3);

    /// <summary>lseek(2).</summary>
    public static long Seek(ProcessThread caller, Arguments a)
    {
        const int Set = 0, Current = 1, End = 2, Data = 3, Hole = 4;
        if (caller.File(a.I0) is not { } file) return Errno.EBADF.ToResult();
        if (!file.IsSeekable) return file.Seek((long)a.A1, a.I2);
        long offset = (long)a.A1, size = file.Length;
        if (a.I2 is Data or Hole)
        {
            // Holes are not told apart: the whole file counts as data, which lseek(2) allows.
            if (offset < 0 || offset >= size) return Errno.ENXIO.ToResult();
            return file.Position = a.I2 == Data ? offset : size;
        }
        if (a.I2 is not (Set or Current or End)) return Errno.EINVAL.ToResult();
        long origin = a.I2 == Current ? file.Position : a.I2 == End ? size : 0;
        if (offset > 0 && origin > long.MaxValue - offset) return Errno.EOVERFLOW.ToResult();
        if (origin + offset < 0) return Errno.EINVAL.ToResult();
        return file.Position = origin + offset;
    }

    /// <summary>sendfile(2).</summary>
    public static long SendFile(ProcessThread caller, Arguments a)
    {
        if (caller.File(a.I0) is not { CanWrite: true } target || caller.File(a.I1) is not { CanRead: true } source) return Errno.EBADF.ToResult();
        if ((target.Flags & OpenFlags.Append) != 0) return Errno.EINVAL.ToResult();
        if (a.A2 == 0) return Copy(caller, source, FileTransfer.AtPosition, target, FileTransfer.AtPosition, a.A3);
        if (caller.Space.Read(a.A2, out long offset) != Errno.None) return Errno.EFAULT.ToResult();
        if (offset < 0) return Errno.EINVAL.ToResult();
        if (!source.IsSeekable) return Errno.ESPIPE.ToResult();
        long count = Copy(caller, source, offset, target, FileTransfer.AtPosition, a.A3);
        return caller.Space.Write(a.A2, offset + Math.Max(count, 0)) != Errno.None ? Errno.EFAULT.ToResult() : count;
    }

    /// <summary>copy_file_range(2).</summary>
    public static long CopyRange(ProcessThread caller, Arguments a)
    {
        if (caller.File(a.I0) is not { CanRead: true } source || caller.File(a.I2) is not { CanWrite: true } target) return Errno.EBADF.ToResult();
        if (source.Inode.IsDirectory || target.Inode.IsDirectory) return Errno.EISDIR.ToResult();
        if (a.A5 != 0 || source.Inode.Type != FileMode.Regular || target.Inode.Type != FileMode.Regular) return Errno.EINVAL.ToResult();
        if ((target.Flags & OpenFlags.Append) != 0) return Errno.EBADF.ToResult();
        long from = FileTransfer.AtPosition, to = FileTransfer.AtPosition;
        if (a.A1 != 0 && caller.Space.Read(a.A1, out from) != Errno.None) return Errno.EFAULT.ToResult();
        if (a.A3 != 0 && caller.Space.Read(a.A3, out to) != Errno.None) return Errno.EFAULT.ToResult();
        if ((a.A1 != 0 && from < 0) || (a.A3 != 0 && to < 0)) return Errno.EINVAL.ToResult();
        long start = a.A1 != 0 ? from : source.Position, goal = a.A3 != 0 ? to : target.Position;
        ulong length = Math.Min(a.A4, (ulong)Math.Max(source.Inode.Attributes.Size - start, 0));
        if (source.Inode == target.Inode && length > 0 && (ulong)Math.Abs(start - goal) < length) return Errno.EINVAL.ToResult();
        long count = Copy(caller, source, from, target, to, length);
        if (count <= 0) return count;
        if (a.A1 != 0 && caller.Space.Write(a.A1, from + count) != Errno.None) return Errno.EFAULT.ToResult();
        if (a.A3 != 0 && caller.Space.Write(a.A3, to + count) != Errno.None) return Errno.EFAULT.ToResult();
        return count;
    }

    private static long Read(ProcessThread caller, OpenFile file, IoVector vector) => file is UnixSocket socket
        ? SocketMessageCalls.Read(caller, socket, [vector], Math.Min(vector.Length, IoVector.MostBytes))
        : FileTransfer.Read(caller, file, vector, FileTransfer.AtPosition, true);

    private static long Write(ProcessThread caller, OpenFile file, IoVector vector) => file is UnixSocket socket
        ? SocketMessageCalls.Write(caller, socket, [vector], vector.Length)
        : FileTransfer.Write(caller, file, vector, FileTransfer.AtPosition);

    private static long Copy(ProcessThread caller, OpenFile source, long from, OpenFile target, long to, ulong length)
    {
        length = Math.Min(length, IoVector.MostBytes);
        long total = 0;
        while ((ulong)total < length)
        {
            Span<byte> chunk = caller.Buffer(length - (ulong)total);
            long count = FileTransfer.ReadChunk(caller, source, chunk, from < 0 ? FileTransfer.AtPosition : from + total, total == 0);
            if (count <= 0) return total > 0 ? total : count;
            long written = FileTransfer.WriteChunk(caller, target, chunk[..(int)count], to < 0 ? FileTransfer.AtPosition : to + total);
            // What was read but could not be written is to be read again.
            if (from < 0 && source.IsSeekable) source.Position -= count - Math.Max(written, 0);
            if (written < 0) return total > 0 ? total : written;
            total += written;
            if (written < count) break;
        }
        return total;
    }

    private static long ReadVectors(ProcessThread caller, int descriptor, ulong address, ulong count, long offset)
    {
        if (caller.File(descriptor) is not { CanRead: true } file) return Errno.EBADF.ToResult();
        if (offset >= 0 && !file.IsSeekable) return Errno.ESPIPE.ToResult();
        Errno error = IoVector.Read(caller, address, count, out IoVector[] vectors, out ulong sum);
        if (error != Errno.None) return error.ToResult();
        if (file is UnixSocket socket) return SocketMessageCalls.Read(caller, socket, vectors, sum);
        long total = 0;
        foreach (IoVector vector in vectors)
        {
            if (vector.Length == 0) continue;
            long part = FileTransfer.Read(caller, file, vector, offset < 0 ? FileTransfer.AtPosition : offset + total, total == 0);
            if (part < 0) return total > 0 ? total : part;
            total += part;
            if ((ulong)part < vector.Length) break;
        }
        return total;
    }

    private static long WriteVectors(ProcessThread caller, int descriptor, ulong address, ulong count, long offset)
    {
        if (caller.File(descriptor) is not { CanWrite: true } file) return Errno.EBADF.ToResult();
        if (offset >= 0 && !file.IsSeekable) return Errno.ESPIPE.ToResult();
        Errno error = IoVector.Read(caller, address, count, out IoVector[] vectors, out ulong sum);
        if (error != Errno.None) return error.ToResult();
        if (file is UnixSocket socket) return SocketMessageCalls.Write(caller, socket, vectors, sum);

        // As one piece if it fits: what goes into a pipe in one call must not be mixed with others' writes.
        Span<byte> all = caller.Buffer(sum);
        if ((ulong)all.Length == sum)
        {
            int filled = 0;
            foreach (IoVector vector in vectors)
            {
                if (caller.Space.CopyIn(vector.Address, all.Slice(filled, (int)vector.Length)) != Errno.None) return Errno.EFAULT.ToResult();
                filled += (int)vector.Length;
            }
            return FileTransfer.WriteChunk(caller, file, all, offset);
        }
        long total = 0;
        foreach (IoVector vector in vectors)
        {
            long part = FileTransfer.Write(caller, file, vector, offset < 0 ? FileTransfer.AtPosition : offset + total);
            if (part < 0) return total > 0 ? total : part;
            total += part;
            if ((ulong)part < vector.Length) break;
        }
        return total;
    }
}
