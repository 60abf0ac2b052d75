using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Kernel.Sockets;
using LiOS.Kernel.SystemCalls.Files;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Sockets;

/// <summary>Moves messages between sockets and the caller's memory, and waits where there is nothing to read or no room.</summary>
internal static class SocketTransfer
{
    /// <summary>The largest piece of a stream that is one message in its receiver's queue.</summary>
    private const int LargestPiece = 32_768;

    /// <summary>Receives bytes or one message.</summary>
    /// <param name="caller">The calling thread.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="vectors">Where to.</param>
    /// <param name="length">Their sum.</param>
    /// <param name="flags">MSG_PEEK, MSG_DONTWAIT, MSG_WAITALL and MSG_TRUNC count.</param>
    /// <param name="reception">Receives what came along.</param>
    /// <returns>Bytes received; a negated error number; a restart code.</returns>
    public static long Receive(ProcessThread caller, UnixSocket socket, ReadOnlySpan<IoVector> vectors, ulong length, MessageFlags flags, SocketReception reception)
    {
        IoVectorCursor cursor = new(caller, vectors);
        return Receive(caller, socket, ref cursor, length, flags, reception);
    }

    /// <summary>Receives into a buffer of the kernel's; files that came along are closed.</summary>
    public static long ReceiveBytes(ProcessThread caller, UnixSocket socket, Span<byte> buffer, MessageFlags flags)
    {
        IoVectorCursor cursor = new(buffer);
        SocketReception reception = new();
        long result = Receive(caller, socket, ref cursor, (ulong)buffer.Length, flags, reception);
        reception.ReleaseFiles();
        return result;
    }

    /// <summary>Sends a buffer of the kernel's.</summary>
    public static long SendBytes(ProcessThread caller, UnixSocket socket, Span<byte> buffer)
    {
        IoVectorCursor cursor = new(buffer);
        return Send(caller, socket, ref cursor, (ulong)buffer.Length, SocketSending.Plain);
    }

    private static long Receive(ProcessThread caller, UnixSocket socket, ref IoVectorCursor cursor, ulong length, MessageFlags flags, SocketReception reception)
    {
        // Another thread may close the descriptor meanwhile.
        socket.Retain();
        long result = socket.Type == SocketType.Stream
            ? ReceiveStream(caller, socket, ref cursor, length, flags, reception)
            : ReceiveMessage(caller, socket, ref cursor, length, flags, reception);
        socket.Release();
        return result;
    }

    /// <summary>Sends bytes over a stream, or one message.</summary>
    /// <param name="caller">The calling thread.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="vectors">Where from.</param>
    /// <param name="length">Their sum.</param>
    /// <param name="sending">What goes along.</param>
    /// <returns>Bytes sent; a negated error number; a restart code.</returns>
    public static long Send(ProcessThread caller, UnixSocket socket, ReadOnlySpan<IoVector> vectors, ulong length, SocketSending sending)
    {
        IoVectorCursor cursor = new(caller, vectors);
        return Send(caller, socket, ref cursor, length, sending);
    }

    private static long Send(ProcessThread caller, UnixSocket socket, ref IoVectorCursor cursor, ulong length, SocketSending sending)
    {
        socket.Retain();
        long result = socket switch
        {
            DatagramSocket datagram => SendDatagram(caller, datagram, ref cursor, length, sending),
            ConnectedSocket { Type: SocketType.Stream } stream => SendStream(caller, stream, ref cursor, length, sending),
            _ => SendPacket(caller, (ConnectedSocket)socket, ref cursor, length, sending),
        };
        socket.Release();
        return result;
    }

    /// <summary>Waits for a change of a socket.</summary>
    /// <param name="caller">The calling thread.</param>
    /// <param name="socket">The socket that the call is about: it may be non-blocking.</param>
    /// <param name="queue">Whose change it is.</param>
    /// <param name="flags">MSG_DONTWAIT counts.</param>
    /// <param name="deadline">Monotonic nanoseconds, or <see cref="ProcessThread.Forever"/>.</param>
    /// <returns>0 to look again; -EAGAIN; -EINTR (a call with a time limit is not restarted, signal(7)); a restart code.</returns>
    public static long Wait(ProcessThread caller, UnixSocket socket, UnixSocket queue, MessageFlags flags, long deadline)
    {
        if ((flags & MessageFlags.DoNotWait) != 0 || (socket.Flags & OpenFlags.NonBlock) != 0) return Errno.EAGAIN.ToResult();
        return caller.Sleep(queue.Waiters, deadline) switch
        {
            WakeReason.Woken => 0,
            WakeReason.TimedOut => Errno.EAGAIN.ToResult(),
            _ => deadline == ProcessThread.Forever ? SystemCallResult.RestartIfRequested : Errno.EINTR.ToResult(),
        };
    }

    /// <summary>The deadline that a time limit of a socket means for a call that begins now.</summary>
    public static long DeadlineOf(ProcessThread caller, long timeout) => timeout == 0 ? ProcessThread.Forever : caller.DeadlineAfter(timeout);

    private static long ReceiveStream(ProcessThread caller, UnixSocket socket, ref IoVectorCursor cursor, ulong length, MessageFlags flags, SocketReception reception)
    {
        long deadline = DeadlineOf(caller, socket.ReceiveTimeout);
        ulong got = 0;
        while (got < length)
        {
            if (socket.Peek() is not { } message)
            {
                if (got > 0 && (flags & MessageFlags.WaitAll) == 0) break;
                long nothing = socket.ReadNothing();
                if (Blocking.WouldBlock(nothing)) nothing = Wait(caller, socket, socket, flags, deadline);
                else if (nothing == 0) break;
                if (nothing != 0) return got > 0 ? (long)got : nothing;
                continue;
            }
            if ((flags & MessageFlags.Peek) != 0) return PeekStream(socket, ref cursor, length, reception);
            if (!IsContinued(socket, message, reception)) break;
            int count = (int)Math.Min(length - got, (ulong)message.Rest.Length);
            if (cursor.CopyOut(message.Rest[..count]) != Errno.None) return got > 0 ? (long)got : Errno.EFAULT.ToResult();
            reception.Note(socket, message, false);
            socket.Consume(count);
            got += (ulong)count;
            // Files belong to the bytes they came with: what follows is the next call's.
            if (reception.Files.Count > 0) break;
        }
        return (long)got;
    }

    private static long PeekStream(UnixSocket socket, ref IoVectorCursor cursor, ulong length, SocketReception reception)
    {
        ulong seen = 0;
        foreach (SocketMessage message in socket.Messages)
        {
            if (seen == length || reception.Files.Count > 0 || !IsContinued(socket, message, reception)) break;
            int count = (int)Math.Min(length - seen, (ulong)message.Rest.Length);
            if (cursor.CopyOut(message.Rest[..count]) != Errno.None) return seen > 0 ? (long)seen : Errno.EFAULT.ToResult();
            reception.Note(socket, message, true);
            seen += (ulong)count;
        }
        return (long)seen;
    }

    /// <summary>Whether a message may be read together with those before: not when the reader wants to know who sent what (SO_PASSCRED).</summary>
    private static bool IsContinued(UnixSocket socket, SocketMessage message, SocketReception reception) =>
        !socket.PassesCredentials || reception.Credentials is not { } first || first == message.Credentials;

    private static long ReceiveMessage(ProcessThread caller, UnixSocket socket, ref IoVectorCursor cursor, ulong length, MessageFlags flags, SocketReception reception)
    {
        long deadline = DeadlineOf(caller, socket.ReceiveTimeout);
        SocketMessage? message;
        while ((message = socket.Peek()) is null)
        {
            long nothing = socket.ReadNothing();
            if (!Blocking.WouldBlock(nothing)) return nothing;
            if (Wait(caller, socket, socket, flags, deadline) is var refused and not 0) return refused;
        }
        int whole = message.Rest.Length, count = (int)Math.Min(length, (ulong)whole);
        if (cursor.CopyOut(message.Rest[..count]) != Errno.None) return Errno.EFAULT.ToResult();
        bool isPeek = (flags & MessageFlags.Peek) != 0;
        reception.Note(socket, message, isPeek);
        if (count < whole) reception.Flags |= MessageFlags.Truncated;
        if (!isPeek) socket.Consume(whole);
        return (flags & MessageFlags.Truncated) != 0 ? whole : count;
    }

    private static long SendStream(ProcessThread caller, ConnectedSocket socket, ref IoVectorCursor cursor, ulong length, SocketSending sending)
    {
        if (sending.Address is not null) return (socket.IsConnected ? Errno.EISCONN : Errno.EOPNOTSUPP).ToResult();
        long deadline = DeadlineOf(caller, socket.SendTimeout);
        ulong sent = 0;
        long refused = 0;
        do
        {
            Errno error = socket.PrepareSend(out int room);
            if (error == Errno.EAGAIN)
            {
                refused = Wait(caller, socket, socket, sending.Flags, deadline);
                continue;
            }
            int piece = (int)Math.Min(Math.Min(length - sent, LargestPiece), (ulong)room);
            SocketMessage? message = null;
            if (error == Errno.None && piece > 0) error = MakeMessage(caller, socket, ref cursor, piece, sent == 0 ? sending : sending with { Files = [] }, out message);
            if (message is not null) socket.Send(message);
            sent += error == Errno.None ? (ulong)piece : 0;
            refused = error.ToResult();
        }
        while (refused == 0 && sent < length);
        if (sent > 0) return (long)sent;
        if (refused == Errno.EPIPE.ToResult() && (sending.Flags & MessageFlags.NoSignal) == 0)
            SignalDelivery.Send(caller, new SignalInfo { Number = Signal.Pipe, ProcessId = caller.Process.Id });
        return refused;
    }

    private static long SendPacket(ProcessThread caller, ConnectedSocket socket, ref IoVectorCursor cursor, ulong length, SocketSending sending)
    {
        long deadline = DeadlineOf(caller, socket.SendTimeout);
        while (true)
        {
            Errno error = socket.PrepareSend(out int room);
            if (error is Errno.None or Errno.EAGAIN && length + SocketMessage.Overhead > (ulong)socket.SendBuffer) error = Errno.EMSGSIZE;
            if (error == Errno.None && (ulong)room >= length)
            {
                error = MakeMessage(caller, socket, ref cursor, (int)length, sending, out SocketMessage? message);
                if (error == Errno.None) socket.Send(message!);
                return error == Errno.None ? (long)length : error.ToResult();
            }
            if (error is not (Errno.None or Errno.EAGAIN)) return error.ToResult();
            if (Wait(caller, socket, socket, sending.Flags, deadline) is var refused and not 0) return refused;
        }
    }

    private static long SendDatagram(ProcessThread caller, DatagramSocket socket, ref IoVectorCursor cursor, ulong length, SocketSending sending)
    {
        if (socket.PassesCredentials && socket.Address is null && socket.Table.BindAutomatically(socket) is var full and not Errno.None) return full.ToResult();
        DatagramSocket? target = socket.Target;
        if (sending.Address is { } address)
        {
            Errno error = socket.Table.Find(caller.Process.Paths, address, SocketType.Datagram, out UnixSocket? found);
            if (error != Errno.None) return error.ToResult();
            target = (DatagramSocket)found!;
        }
        if (target is null) return Errno.ENOTCONN.ToResult();
        long deadline = DeadlineOf(caller, socket.SendTimeout);
        while (true)
        {
            Errno error = socket.PrepareSend(target, length, out UnixSocket queue);
            if (error == Errno.None)
            {
                error = MakeMessage(caller, socket, ref cursor, (int)length, sending, out SocketMessage? message);
                if (error == Errno.None) DatagramSocket.Send(target, message!);
                return error == Errno.None ? (long)length : error.ToResult();
            }
            if (error != Errno.EAGAIN) return error.ToResult();
            if (Wait(caller, socket, queue, sending.Flags, deadline) is var refused and not 0) return refused;
        }
    }

    private static Errno MakeMessage(ProcessThread caller, UnixSocket socket, ref IoVectorCursor cursor, int size, SocketSending sending, out SocketMessage? message)
    {
        message = null;
        if (!socket.Table.HasRoom(size)) return Errno.ENOBUFS;
        byte[] data = new byte[size];
        Errno error = cursor.CopyIn(data);
        PassedFiles? files = null;
        if (error == Errno.None && sending.Files.Count > 0) error = socket.Table.InFlight.Send(caller.Process, sending.Files, out files);
        if (error == Errno.None) message = new SocketMessage(socket, data, sending.Credentials ?? PeerCredentials.OfSender(caller.Process), files);
        return error;
    }
}
