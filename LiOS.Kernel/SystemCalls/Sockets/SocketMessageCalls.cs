using System;
using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Sockets;
using LiOS.Kernel.SystemCalls.Files;
using LiOS.Kernel.SystemCalls.Time;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Sockets;

/// <summary>Sending and receiving: send(2), recv(2) and their kin, and what read(2) and write(2) are on a socket.</summary>
internal static class SocketMessageCalls
{
    private const int MostMessages = 1024;
    private const ulong LengthOffset = 56, FlagsOffset = 48, NameLengthOffset = 8, ControlLengthOffset = 40;

    /// <summary>read(2) and readv(2) on a socket.</summary>
    public static long Read(ProcessThread caller, UnixSocket socket, ReadOnlySpan<IoVector> vectors, ulong length)
    {
        if (length == 0) return 0;
        SocketReception reception = new();
        long result = SocketTransfer.Receive(caller, socket, vectors, length, MessageFlags.None, reception);
        reception.ReleaseFiles();
        return result;
    }

    /// <summary>write(2) and writev(2) on a socket.</summary>
    public static long Write(ProcessThread caller, UnixSocket socket, ReadOnlySpan<IoVector> vectors, ulong length) =>
        SocketTransfer.Send(caller, socket, vectors, length, SocketSending.Plain);

    /// <summary>sendto(2).</summary>
    public static long SendTo(ProcessThread caller, Arguments a)
    {
        Errno error = SocketCalls.Find(caller, a.I0, out UnixSocket? socket);
        SocketAddress? address = null;
        if (error == Errno.None && a.A4 != 0) error = SocketCalls.ReadAddress(caller, a.A4, a.I5, out address);
        if (error != Errno.None) return error.ToResult();
        ulong length = Math.Min(a.A2, IoVector.MostBytes);
        IoVector vector = new(a.A1, length);
        return Send(caller, socket!, [vector], length, new SocketSending((MessageFlags)a.I3, [], null, address));
    }

    /// <summary>recvfrom(2).</summary>
    public static long ReceiveFrom(ProcessThread caller, Arguments a)
    {
        Errno error = SocketCalls.Find(caller, a.I0, out UnixSocket? socket);
        if (error != Errno.None) return error.ToResult();
        MessageFlags flags = (MessageFlags)a.I3;
        if ((flags & MessageFlags.OutOfBand) != 0) return Errno.EOPNOTSUPP.ToResult();
        ulong length = Math.Min(a.A2, IoVector.MostBytes);
        SocketReception reception = new();
        long result = SocketTransfer.Receive(caller, socket!, [new IoVector(a.A1, length)], length, flags, reception);
        reception.ReleaseFiles();
        if (result < 0 || a.A4 == 0) return result;
        error = SocketCalls.WriteAddress(caller, reception.Address, reception.Address is null, a.A4, a.A5);
        return error == Errno.None ? result : error.ToResult();
    }

    /// <summary>sendmsg(2).</summary>
    public static long SendMessage(ProcessThread caller, Arguments a)
    {
        Errno error = SocketCalls.Find(caller, a.I0, out UnixSocket? socket);
        return error != Errno.None ? error.ToResult() : SendMessage(caller, socket!, a.A1, (MessageFlags)a.I2);
    }

    /// <summary>recvmsg(2).</summary>
    public static long ReceiveMessage(ProcessThread caller, Arguments a)
    {
        Errno error = SocketCalls.Find(caller, a.I0, out UnixSocket? socket);
        return error != Errno.None ? error.ToResult() : ReceiveMessage(caller, socket!, a.A1, (MessageFlags)a.I2);
    }

    /// <summary>sendmmsg(2): several messages, as far as it goes.</summary>
    public static long SendMessages(ProcessThread caller, Arguments a)
    {
        Errno error = SocketCalls.Find(caller, a.I0, out UnixSocket? socket);
        if (error != Errno.None) return error.ToResult();
        long count = Math.Min((uint)a.A2, MostMessages);
        for (long i = 0; i < count; i++)
        {
            ulong address = a.A1 + ((ulong)i * MessageHeader.LengthenedSize);
            long result = SendMessage(caller, socket!, address, (MessageFlags)a.I3);
            if (result >= 0 && caller.Space.Write(address + LengthOffset, (uint)result) != Errno.None) result = Errno.EFAULT.ToResult();
            if (result < 0) return i > 0 ? i : result;
        }
        return count;
    }

    /// <summary>recvmmsg(2): several messages. The time limit is looked at between messages only, as on Linux.</summary>
    public static long ReceiveMessages(ProcessThread caller, Arguments a)
    {
        Errno error = TimedCalls.ReadTimeout(caller, a.A4, false, out long timeout);
        if (error != Errno.None) return error.ToResult();
        error = SocketCalls.Find(caller, a.I0, out UnixSocket? socket);
        if (error != Errno.None) return error.ToResult();
        long start = caller.Kernel.Machine.MonotonicNanoseconds, count = Math.Min((uint)a.A2, MostMessages);
        MessageFlags flags = (MessageFlags)a.I3;
        long got = 0;
        while (got < count)
        {
            ulong address = a.A1 + ((ulong)got * MessageHeader.LengthenedSize);
            long result = ReceiveMessage(caller, socket!, address, flags & ~MessageFlags.WaitForOne);
            if (result >= 0 && caller.Space.Write(address + LengthOffset, (uint)result) != Errno.None) result = Errno.EFAULT.ToResult();
            if (result < 0) return got > 0 ? got : result;
            got++;
            if ((flags & MessageFlags.WaitForOne) != 0) flags |= MessageFlags.DoNotWait;
            if (timeout != ProcessThread.Forever && caller.Kernel.Machine.MonotonicNanoseconds - start >= timeout) break;
        }
        TimedCalls.WriteRemaining(caller, a.A4, timeout, start, false);
        return got;
    }

    private static long Send(ProcessThread caller, UnixSocket socket, ReadOnlySpan<IoVector> vectors, ulong length, SocketSending sending) =>
        (sending.Flags & MessageFlags.OutOfBand) != 0 ? Errno.EOPNOTSUPP.ToResult() : SocketTransfer.Send(caller, socket, vectors, length, sending);

    private static long SendMessage(ProcessThread caller, UnixSocket socket, ulong address, MessageFlags flags)
    {
        Errno error = ReadHeader(caller, address, out MessageHeader header, out IoVector[] vectors, out ulong length);
        SocketAddress? target = null;
        if (error == Errno.None && header.Name != 0 && header.NameLength != 0) error = SocketCalls.ReadAddress(caller, header.Name, header.NameLength, out target);
        List<OpenFile> files = [];
        PeerCredentials? credentials = null;
        if (error == Errno.None && header.Control != 0) error = ControlMessages.Read(caller, header.Control, header.ControlLength, out files, out credentials);
        return error != Errno.None ? error.ToResult() : Send(caller, socket, vectors, length, new SocketSending(flags, files, credentials, target));
    }

    private static long ReceiveMessage(ProcessThread caller, UnixSocket socket, ulong address, MessageFlags flags)
    {
        Errno error = ReadHeader(caller, address, out MessageHeader header, out IoVector[] vectors, out ulong length);
        if (error != Errno.None) return error.ToResult();
        if ((flags & MessageFlags.OutOfBand) != 0) return Errno.EOPNOTSUPP.ToResult();
        SocketReception reception = new();
        long result = SocketTransfer.Receive(caller, socket, vectors, length, flags, reception);
        if (result < 0) return result;

        ulong used = header.ControlLength;
        PeerCredentials? told = socket.PassesCredentials ? reception.Credentials : null;
        MessageFlags seen = reception.Flags | (flags & MessageFlags.CloseOnExec);
        seen |= ControlMessages.Write(caller, header.Control, ref used, told, reception.Files, (flags & MessageFlags.CloseOnExec) != 0);
        if (header.Name != 0)
        {
            error = SocketCalls.WriteAddress(caller, reception.Address, reception.Address is null, header.Name, address + NameLengthOffset);
            if (error != Errno.None) return error.ToResult();
        }
        else if (caller.Space.Write(address + NameLengthOffset, 0) != Errno.None)
        {
            return Errno.EFAULT.ToResult();
        }
        bool isWritten = caller.Space.Write(address + FlagsOffset, (int)seen) == Errno.None && caller.Space.Write(address + ControlLengthOffset, used) == Errno.None;
        return isWritten ? result : Errno.EFAULT.ToResult();
    }

    private static Errno ReadHeader(ProcessThread caller, ulong address, out MessageHeader header, out IoVector[] vectors, out ulong length)
    {
        vectors = [];
        length = 0;
        if (caller.Space.Read(address, out header) != Errno.None) return Errno.EFAULT;
        if (header.Name != 0 && header.NameLength < 0) return Errno.EINVAL;
        if (header.VectorCount > IoVector.Most) return Errno.EMSGSIZE;
        return IoVector.Read(caller, header.Vectors, header.VectorCount, out vectors, out length);
    }
}
