using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Kernel.Sockets;
using LiOS.Kernel.SystemCalls.Sockets;
using LiOS.Kernel.Terminals;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Files;

/// <summary>Moves bytes between files and the caller's memory, through the thread's buffer, and waits where a file has none.</summary>
internal static class FileTransfer
{
    /// <summary>Instead of an offset: at the file's position.</summary>
    public const long AtPosition = -1;

    /// <summary>Reads into the caller's memory.</summary>
    /// <param name="caller">The calling thread.</param>
    /// <param name="file">A readable file.</param>
    /// <param name="target">Where to.</param>
    /// <param name="offset">Offset in the file or <see cref="AtPosition"/>.</param>
    /// <param name="mayWait">Whether to wait for the first bytes.</param>
    /// <returns>Bytes read, or a negated error number.</returns>
    public static long Read(ProcessThread caller, OpenFile file, IoVector target, long offset, bool mayWait)
    {
        ulong length = Math.Min(target.Length, IoVector.MostBytes);
        if (length == 0) return 0;
        long total = 0;
        do
        {
            Span<byte> chunk = caller.Buffer(length - (ulong)total);
            long count = ReadChunk(caller, file, chunk, offset < 0 ? AtPosition : offset + total, mayWait && total == 0);
            if (count < 0) return total > 0 ? total : count;
            if (caller.Space.CopyOut(target.Address + (ulong)total, chunk[..(int)count]) != Errno.None) return total > 0 ? total : Errno.EFAULT.ToResult();
            total += count;
            if (count < chunk.Length || file.MovesRecords) break;
        }
        while ((ulong)total < length);
        return total;
    }

    /// <summary>Reads into a buffer, waiting for the first bytes.</summary>
    public static long ReadChunk(ProcessThread caller, OpenFile file, Span<byte> chunk, long offset, bool mayWait)
    {
        if (file is UnixSocket socket) return SocketTransfer.ReceiveBytes(caller, socket, chunk, mayWait ? MessageFlags.None : MessageFlags.DoNotWait);
        long deadline = 0;
        while (true)
        {
            long count = offset < 0 ? file.Read(chunk) : file.ReadAt(offset, chunk);
            if (count > 0) file.Tell(InodeChanges.Access);
            if (!Blocking.WouldBlock(count) || !mayWait) return count;
            TerminalFile? terminal = file as TerminalFile;
            // Only a terminal's read has a time limit of its own (termios(3), VTIME); it may begin with the first byte.
            if (terminal is null || terminal.ReadTimeout == ProcessThread.Forever) deadline = ProcessThread.Forever;
            else if (deadline is 0 or ProcessThread.Forever) deadline = caller.Kernel.Machine.MonotonicNanoseconds + terminal.ReadTimeout;
            count = Blocking.Wait(caller, file, deadline);
            if (count == Errno.ETIMEDOUT.ToResult()) return terminal!.ReadRest(chunk);
            if (count != 0) return count;
        }
    }

    /// <summary>Writes from the caller's memory.</summary>
    /// <param name="caller">The calling thread.</param>
    /// <param name="file">A writable file.</param>
    /// <param name="source">Where from.</param>
    /// <param name="offset">Offset in the file or <see cref="AtPosition"/>.</param>
    /// <returns>Bytes written, or a negated error number.</returns>
    public static long Write(ProcessThread caller, OpenFile file, IoVector source, long offset)
    {
        ulong length = Math.Min(source.Length, IoVector.MostBytes);
        if (length == 0) return 0;
        long total = 0;
        do
        {
            Span<byte> chunk = caller.Buffer(length - (ulong)total);
            if (caller.Space.CopyIn(source.Address + (ulong)total, chunk) != Errno.None) return total > 0 ? total : Errno.EFAULT.ToResult();
            long count = WriteChunk(caller, file, chunk, offset < 0 ? AtPosition : offset + total);
            if (count < 0) return total > 0 ? total : count;
            total += count;
            if (count < chunk.Length) break;
        }
        while ((ulong)total < length);
        return total;
    }

    /// <summary>Writes a buffer, waiting until all of it is written.</summary>
    /// <returns>Bytes written, fewer than asked for only when something went wrong on the way; or a negated error number.</returns>
    public static long WriteChunk(ProcessThread caller, OpenFile file, Span<byte> chunk, long offset)
    {
        if (file is UnixSocket socket) return SocketTransfer.SendBytes(caller, socket, chunk);
        if (Bound(caller, file, offset, ref chunk) is var refused and not 0) return refused;
        long total = 0;
        do
        {
            long count = offset < 0 ? file.Write(chunk) : file.WriteAt(offset + total, chunk);
            if (Blocking.WouldBlock(count))
            {
                count = Blocking.Wait(caller, file);
                if (count == 0) continue;
            }
            if (count == Errno.EPIPE.ToResult()) SignalDelivery.Send(caller, new SignalInfo { Number = Signal.Pipe, ProcessId = caller.Process.Id });
            if (count < 0) return total > 0 ? total : count;
            if (count == 0) break;
            file.Tell(InodeChanges.Modify);
            total += count;
            chunk = chunk[(int)count..];
        }
        while (chunk.Length > 0 && !file.MovesRecords);
        return total;
    }

    /// <summary>RLIMIT_FSIZE: a file is not made longer than the limit (truncate(2)), and the attempt is told by a signal.</summary>
    /// <returns>None; EFBIG.</returns>
    public static Errno CheckSize(ProcessThread caller, Inode inode, long size)
    {
        ulong limit = caller.Process.Limits[ResourceLimits.FileSize].Soft;
        if ((ulong)size <= limit || inode.Type != FileMode.Regular || size <= inode.Attributes.Size) return Errno.None;
        SignalDelivery.Send(caller, new SignalInfo { Number = Signal.FileSizeLimit, ProcessId = caller.Process.Id });
        return Errno.EFBIG;
    }

    /// <summary>RLIMIT_FSIZE: a write ends at the limit, and one that starts behind it is refused.</summary>
    private static long Bound(ProcessThread caller, OpenFile file, long offset, ref Span<byte> chunk)
    {
        ulong limit = caller.Process.Limits[ResourceLimits.FileSize].Soft;
        if (limit == ResourceLimits.Infinity || file.Inode.Type != FileMode.Regular || chunk.Length == 0) return 0;
        long start = (file.Flags & OpenFlags.Append) != 0 ? file.Inode.Attributes.Size : offset < 0 ? file.Position : offset;
        if ((ulong)start >= limit)
        {
            SignalDelivery.Send(caller, new SignalInfo { Number = Signal.FileSizeLimit, ProcessId = caller.Process.Id });
            return Errno.EFBIG.ToResult();
        }
        if ((ulong)chunk.Length > limit - (ulong)start) chunk = chunk[..(int)(limit - (ulong)start)];
        return 0;
    }
}
