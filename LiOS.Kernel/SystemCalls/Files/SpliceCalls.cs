using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Pipes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Files;

/// <summary>Moving bytes between a pipe and another file without a program's memory: splice(2), tee(2).</summary>
internal static class SpliceCalls
{
    private const int NonBlockFlag = 2, AllFlags = 15;

    /// <summary>splice(2).</summary>
    public static long Splice(ProcessThread caller, Arguments a)
    {
        if (a.A4 == 0) return 0;
        if ((a.I5 & ~AllFlags) != 0) return Errno.EINVAL.ToResult();
        if (caller.File(a.I0) is not { CanRead: true } source || caller.File(a.I2) is not { CanWrite: true } target) return Errno.EBADF.ToResult();
        PipeFile? input = source as PipeFile, output = target as PipeFile;
        if ((input is not null && a.A1 != 0) || (output is not null && a.A3 != 0)) return Errno.ESPIPE.ToResult();
        if (input is null && output is null) return Errno.EINVAL.ToResult();
        if (input is not null && output is not null && input.Pipe == output.Pipe) return Errno.EINVAL.ToResult();
        ulong length = Math.Min(a.A4, IoVector.MostBytes);
        bool mayWait = (a.I5 & NonBlockFlag) == 0;
        if (input is not null && output is not null) return Transfer(caller, input, output, length, mayWait, true);

        OpenFile other = output is null ? target : source;
        ulong offsetAddress = output is null ? a.A3 : a.A1;
        if (output is null && (other.Flags & OpenFlags.Append) != 0) return Errno.EINVAL.ToResult();
        if (other.Inode.IsDirectory || other.MovesRecords) return Errno.EINVAL.ToResult();
        long offset = FileTransfer.AtPosition;
        if (offsetAddress != 0)
        {
            if (!other.IsSeekable) return Errno.ESPIPE.ToResult();
            if (caller.Space.Read(offsetAddress, out offset) != Errno.None) return Errno.EFAULT.ToResult();
            if (offset < 0) return Errno.EINVAL.ToResult();
        }
        long moved = output is null ? Empty(caller, input!, other, offset, length, mayWait) : Fill(caller, other, offset, output, length, mayWait);
        if (offsetAddress != 0 && moved > 0 && caller.Space.Write(offsetAddress, offset + moved) != Errno.None) return Errno.EFAULT.ToResult();
        return moved;
    }

    /// <summary>tee(2): what is in one pipe comes into another, too.</summary>
    public static long Tee(ProcessThread caller, Arguments a)
    {
        if ((a.I3 & ~AllFlags) != 0) return Errno.EINVAL.ToResult();
        if (a.A2 == 0) return 0;
        if (caller.File(a.I0) is not { CanRead: true } source || caller.File(a.I1) is not { CanWrite: true } target) return Errno.EBADF.ToResult();
        if (source is not PipeFile input || target is not PipeFile output || input.Pipe == output.Pipe) return Errno.EINVAL.ToResult();
        return Transfer(caller, input, output, Math.Min(a.A2, IoVector.MostBytes), (a.I3 & NonBlockFlag) == 0, false);
    }

    private static long Transfer(ProcessThread caller, PipeFile input, PipeFile output, ulong length, bool mayWait, bool isTaken)
    {
        mayWait &= ((input.Flags | output.Flags) & OpenFlags.NonBlock) == 0;
        while (true)
        {
            if (WaitForBytes(caller, input, mayWait) is var nothing and <= 0) return nothing;
            long room = WaitForRoom(caller, output, mayWait);
            if (room < 0) return room;
            // While it waited for room, somebody else may have read.
            if (input.Pipe.Count == 0) continue;
            Span<byte> chunk = caller.Buffer(Math.Min(length, (ulong)Math.Min(room, input.Pipe.Count)));
            input.Pipe.Peek(chunk);
            long written = output.Pipe.Write(chunk);
            if (isTaken && written > 0) input.Pipe.Read(chunk[..(int)written]);
            return written;
        }
    }

    /// <summary>From a pipe into a file or socket: what is there, as soon as something is.</summary>
    private static long Empty(ProcessThread caller, PipeFile input, OpenFile target, long offset, ulong length, bool mayWait)
    {
        mayWait &= (input.Flags & OpenFlags.NonBlock) == 0;
        if (WaitForBytes(caller, input, mayWait) is var nothing and <= 0) return nothing;
        long total = 0;
        while ((ulong)total < length && input.Pipe.Count > 0)
        {
            Span<byte> chunk = caller.Buffer(Math.Min(length - (ulong)total, (ulong)input.Pipe.Count));
            input.Pipe.Peek(chunk);
            long written = FileTransfer.WriteChunk(caller, target, chunk, offset < 0 ? FileTransfer.AtPosition : offset + total);
            if (written <= 0) return total > 0 ? total : written;
            input.Pipe.Read(chunk[..(int)Math.Min(written, input.Pipe.Count)]);
            total += written;
            if (written < chunk.Length) break;
        }
        return total;
    }

    /// <summary>From a file or socket into a pipe: as much as there is room for.</summary>
    private static long Fill(ProcessThread caller, OpenFile source, long offset, PipeFile output, ulong length, bool mayWait)
    {
        mayWait &= (output.Flags & OpenFlags.NonBlock) == 0;
        long room = WaitForRoom(caller, output, mayWait);
        if (room < 0) return room;
        Span<byte> chunk = caller.Buffer(Math.Min(length, (ulong)room));
        long count = FileTransfer.ReadChunk(caller, source, chunk, offset, true);
        // A read that had to wait may find less room than there was.
        return count <= 0 ? count : FileTransfer.WriteChunk(caller, output, chunk[..(int)count], FileTransfer.AtPosition);
    }

    /// <returns>1 when there are bytes; 0 at the end; -EAGAIN; a restart code.</returns>
    private static long WaitForBytes(ProcessThread caller, PipeFile input, bool mayWait)
    {
        while (input.Pipe.Count == 0)
        {
            if (input.Pipe.Writers == 0) return 0;
            if (!mayWait) return Errno.EAGAIN.ToResult();
            if (Blocking.Wait(caller, input) is var refused and not 0) return refused;
        }
        return 1;
    }

    /// <returns>Bytes there is room for, at least 1; -EPIPE; -EAGAIN; a restart code.</returns>
    private static long WaitForRoom(ProcessThread caller, PipeFile output, bool mayWait)
    {
        while (true)
        {
            if (output.Pipe.Readers == 0)
            {
                SignalDelivery.Send(caller, new SignalInfo { Number = Signal.Pipe, ProcessId = caller.Process.Id });
                return Errno.EPIPE.ToResult();
            }
            if (output.Pipe.Count < output.Pipe.Capacity) return output.Pipe.Capacity - output.Pipe.Count;
            if (!mayWait) return Errno.EAGAIN.ToResult();
            if (Blocking.Wait(caller, output) is var refused and not 0) return refused;
        }
    }
}
