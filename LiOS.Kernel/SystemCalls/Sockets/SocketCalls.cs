using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Sockets;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Sockets;

/// <summary>Making, naming and connecting sockets of the family AF_UNIX, the only one there is (unix(7)).</summary>
internal static class SocketCalls
{
    private const int TypeMask = 0xF, Raw = 3;
    private const int FileFlags = (int)(OpenFlags.NonBlock | OpenFlags.CloseOnExec);

    /// <summary>socket(2).</summary>
    public static long Make(ProcessThread caller, Arguments a)
    {
        Errno error = ReadType(a.I0, a.I1, a.I2, out SocketType type);
        if (error != Errno.None) return error.ToResult();
        return caller.AddFile(MakeSocket(caller, type, a.I1), (a.I1 & (int)OpenFlags.CloseOnExec) != 0);
    }

    /// <summary>socketpair(2).</summary>
    public static long MakePair(ProcessThread caller, Arguments a)
    {
        Errno error = ReadType(a.I0, a.I1, a.I2, out SocketType type);
        if (error != Errno.None) return error.ToResult();
        UnixSocket first = MakeSocket(caller, type, a.I1), second = MakeSocket(caller, type, a.I1);
        PeerCredentials maker = PeerCredentials.Of(caller.Process);
        if (first is ConnectedSocket connected) ConnectedSocket.Join(connected, (ConnectedSocket)second, maker);
        else DatagramSocket.Join((DatagramSocket)first, (DatagramSocket)second, maker);
        return caller.AddFilePair(first, second, (a.I1 & (int)OpenFlags.CloseOnExec) != 0, a.A3);
    }

    /// <summary>bind(2).</summary>
    public static long Bind(ProcessThread caller, Arguments a)
    {
        Errno error = Find(caller, a.I0, out UnixSocket? socket);
        Span<byte> bytes = stackalloc byte[SocketAddress.LargestSize];
        if (error == Errno.None) error = ReadBytes(caller, a.A1, a.I2, ref bytes);
        if (error != Errno.None) return error.ToResult();
        bool isFamilyAlone = bytes.Length == SocketAddress.FamilySize && bytes[0] == SocketAddress.Family && bytes[1] == 0;
        SocketAddress? address = null;
        if (!isFamilyAlone) error = SocketAddress.Read(bytes, out address);
        if (error != Errno.None) return error.ToResult();
        // Asking for any name is satisfied by the one it has.
        if (socket!.Address is not null) return isFamilyAlone ? 0 : Errno.EINVAL.ToResult();
        return (isFamilyAlone ? socket.Table.BindAutomatically(socket) : socket.Table.Bind(caller.Process.Paths, socket, address!)).ToResult();
    }

    /// <summary>listen(2).</summary>
    public static long Listen(ProcessThread caller, Arguments a)
    {
        Errno error = Find(caller, a.I0, out UnixSocket? socket);
        if (error != Errno.None) return error.ToResult();
        return socket is ConnectedSocket connected ? connected.Listen(a.I1, PeerCredentials.Of(caller.Process)).ToResult() : Errno.EOPNOTSUPP.ToResult();
    }

    /// <summary>accept(2).</summary>
    public static long Accept(ProcessThread caller, Arguments a) => Accept(caller, a.I0, a.A1, a.A2, 0);

    /// <summary>accept4(2).</summary>
    public static long AcceptWithFlags(ProcessThread caller, Arguments a) => Accept(caller, a.I0, a.A1, a.A2, a.I3);

    /// <summary>connect(2).</summary>
    public static long Connect(ProcessThread caller, Arguments a)
    {
        Errno error = Find(caller, a.I0, out UnixSocket? socket);
        Span<byte> bytes = stackalloc byte[SocketAddress.LargestSize];
        if (error == Errno.None) error = ReadBytes(caller, a.A1, a.I2, ref bytes);
        if (error == Errno.None && bytes.Length < SocketAddress.FamilySize) error = Errno.EINVAL;
        if (error != Errno.None) return error.ToResult();
        if (socket is DatagramSocket leaving && bytes[0] == SocketAddress.NoFamily && bytes[1] == 0) return leaving.Connect(null).ToResult();
        error = SocketAddress.Read(bytes, out SocketAddress? address);
        if (error == Errno.None && socket!.PassesCredentials && socket.Address is null) error = socket.Table.BindAutomatically(socket);
        if (error != Errno.None) return error.ToResult();
        if (socket is ConnectedSocket connected) return Connect(caller, connected, address!);
        error = socket!.Table.Find(caller.Process.Paths, address!, SocketType.Datagram, out UnixSocket? target);
        return (error == Errno.None ? ((DatagramSocket)socket).Connect((DatagramSocket)target!) : error).ToResult();
    }

    /// <summary>getsockname(2).</summary>
    public static long GetName(ProcessThread caller, Arguments a)
    {
        Errno error = Find(caller, a.I0, out UnixSocket? socket);
        return (error == Errno.None ? WriteAddress(caller, socket!.Address, false, a.A1, a.A2) : error).ToResult();
    }

    /// <summary>getpeername(2).</summary>
    public static long GetPeerName(ProcessThread caller, Arguments a)
    {
        Errno error = Find(caller, a.I0, out UnixSocket? socket);
        if (error == Errno.None && !socket!.IsConnected) error = Errno.ENOTCONN;
        return (error == Errno.None ? WriteAddress(caller, socket!.PeerAddress, false, a.A1, a.A2) : error).ToResult();
    }

    /// <summary>shutdown(2).</summary>
    public static long ShutDown(ProcessThread caller, Arguments a)
    {
        const int Reading = 0, Writing = 1, Both = 2;
        Errno error = Find(caller, a.I0, out UnixSocket? socket);
        if (error == Errno.None && a.I1 is not (Reading or Writing or Both)) error = Errno.EINVAL;
        if (error != Errno.None) return error.ToResult();
        socket!.ShutDown(a.I1 != Writing, a.I1 != Reading);
        return 0;
    }

    /// <summary>Finds the socket behind a descriptor.</summary>
    /// <returns>None; EBADF; ENOTSOCK.</returns>
    public static Errno Find(ProcessThread caller, int descriptor, out UnixSocket? socket)
    {
        OpenFile? file = caller.File(descriptor);
        socket = file as UnixSocket;
        return socket is not null ? Errno.None : file is null ? Errno.EBADF : Errno.ENOTSOCK;
    }

    /// <summary>Reads an address that has to be a name.</summary>
    /// <returns>None; EINVAL; EFAULT.</returns>
    public static Errno ReadAddress(ProcessThread caller, ulong from, int length, out SocketAddress? address)
    {
        address = null;
        Span<byte> bytes = stackalloc byte[SocketAddress.LargestSize];
        Errno error = ReadBytes(caller, from, length, ref bytes);
        return error == Errno.None ? SocketAddress.Read(bytes, out address) : error;
    }

    /// <summary>Writes an address, as much of it as the caller has room for, and its whole length.</summary>
    /// <param name="caller">The calling thread.</param>
    /// <param name="address">The name; null for a socket without one.</param>
    /// <param name="isAbsent">Whether there is not even a family to tell: a received message of a socket without a name.</param>
    /// <param name="to">Where to.</param>
    /// <param name="lengthAddress">Where the room is told, and the length goes.</param>
    /// <returns>None; EFAULT; EINVAL.</returns>
    public static Errno WriteAddress(ProcessThread caller, SocketAddress? address, bool isAbsent, ulong to, ulong lengthAddress)
    {
        if (caller.Space.Read(lengthAddress, out int room) != Errno.None) return Errno.EFAULT;
        if (room < 0) return Errno.EINVAL;
        Span<byte> bytes = stackalloc byte[SocketAddress.Size + 1];
        int length = isAbsent ? 0 : SocketAddress.Write(address, bytes);
        if (caller.Space.CopyOut(to, bytes[..Math.Min(length, room)]) != Errno.None) return Errno.EFAULT;
        return caller.Space.Write(lengthAddress, length);
    }

    private static UnixSocket MakeSocket(ProcessThread caller, SocketType type, int flags) => type == SocketType.Datagram
        ? new DatagramSocket(caller.Kernel.Sockets, (OpenFlags)flags)
        : new ConnectedSocket(caller.Kernel.Sockets, type, (OpenFlags)flags);

    private static Errno ReadType(int family, int type, int protocol, out SocketType result)
    {
        result = default;
        if ((type & ~(TypeMask | FileFlags)) != 0) return Errno.EINVAL;
        if (family != SocketAddress.Family) return Errno.EAFNOSUPPORT;
        if (protocol is not (0 or SocketAddress.Family)) return Errno.EPROTONOSUPPORT;
        // Raw sockets of this family have always been datagram sockets.
        result = (type & TypeMask) == Raw ? SocketType.Datagram : (SocketType)(type & TypeMask);
        return result is SocketType.Stream or SocketType.Datagram or SocketType.SequentialPacket ? Errno.None : Errno.ESOCKTNOSUPPORT;
    }

    private static Errno ReadBytes(ProcessThread caller, ulong from, int length, ref Span<byte> bytes)
    {
        if (length < 0 || length > bytes.Length) return Errno.EINVAL;
        bytes = bytes[..length];
        return caller.Space.CopyIn(from, bytes);
    }

    private static long Connect(ProcessThread caller, ConnectedSocket socket, SocketAddress address)
    {
        long deadline = SocketTransfer.DeadlineOf(caller, socket.SendTimeout);
        socket.Retain();
        long result;
        do
        {
            // Looked for anew after each wait: the name may be another's by then.
            Errno error = socket.Table.Find(caller.Process.Paths, address, socket.Type, out UnixSocket? found);
            if (error == Errno.None) error = socket.Connect((ConnectedSocket)found!, PeerCredentials.Of(caller.Process));
            result = error.ToResult();
            if (error != Errno.EAGAIN) break;
            result = SocketTransfer.Wait(caller, socket, found!, MessageFlags.None, deadline);
        }
        while (result == 0);
        socket.Release();
        return result;
    }

    /// <summary>Takes a connection that waits, if there is a descriptor for it: else it waits on (accept(2), EMFILE).</summary>
    private static Errno AcceptNow(ProcessThread caller, ConnectedSocket listener, out ConnectedSocket? accepted)
    {
        accepted = null;
        return caller.Process.Files.HasRoom(caller.Process.Limits[ResourceLimits.OpenFiles].Soft) ? listener.Accept(out accepted) : Errno.EMFILE;
    }

    private static long Accept(ProcessThread caller, int descriptor, ulong address, ulong length, int flags)
    {
        if ((flags & ~FileFlags) != 0) return Errno.EINVAL.ToResult();
        Errno error = Find(caller, descriptor, out UnixSocket? socket);
        if (error != Errno.None) return error.ToResult();
        if (socket is not ConnectedSocket listener) return Errno.EOPNOTSUPP.ToResult();
        long deadline = SocketTransfer.DeadlineOf(caller, listener.ReceiveTimeout);
        listener.Retain();
        ConnectedSocket? accepted;
        long result = 0;
        while ((error = AcceptNow(caller, listener, out accepted)) == Errno.EAGAIN && result == 0) result = SocketTransfer.Wait(caller, listener, listener, MessageFlags.None, deadline);
        listener.Release();
        if (accepted is null) return error == Errno.EAGAIN ? result : error.ToResult();
        accepted.Flags |= (OpenFlags)flags & OpenFlags.NonBlock;
        if (address != 0) error = WriteAddress(caller, accepted.PeerAddress, false, address, length);
        if (error == Errno.None) return caller.AddFile(accepted, (flags & (int)OpenFlags.CloseOnExec) != 0);
        accepted.Release();
        return error.ToResult();
    }
}
