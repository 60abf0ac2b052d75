using System;
using System.Runtime.InteropServices;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Sockets;
using LiOS.Kernel.SystemCalls.Time;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Sockets;

/// <summary>setsockopt(2) and getsockopt(2), for the options of socket(7) that mean something here.</summary>
internal static class SocketOptionCalls
{
    private const int SocketLevel = 1;
    private const int ReuseAddress = 2, Type = 3, Error = 4, Broadcast = 6, SendBuffer = 7, ReceiveBuffer = 8, KeepAlive = 9, PassCredentials = 16,
        PeerCredentialsOption = 17, ReceiveTimeout = 20, SendTimeout = 21, AcceptsConnections = 30, Protocol = 38, Domain = 39;
    private const int SmallestSendBuffer = 4608, SmallestReceiveBuffer = 2304;

    /// <summary>setsockopt(2).</summary>
    public static long Set(ProcessThread caller, Arguments a)
    {
        Errno error = SocketCalls.Find(caller, a.I0, out UnixSocket? socket);
        if (error == Errno.None && a.I4 < 0) error = Errno.EINVAL;
        if (error == Errno.None && a.I1 != SocketLevel) error = Errno.EOPNOTSUPP;
        if (error != Errno.None) return error.ToResult();
        if (a.I2 is ReceiveTimeout or SendTimeout) return SetTimeout(caller, socket!, a.I2 == ReceiveTimeout, a.A3, a.I4).ToResult();
        if (a.I4 < sizeof(int)) return Errno.EINVAL.ToResult();
        if (caller.Space.Read(a.A3, out int value) != Errno.None) return Errno.EFAULT.ToResult();
        switch (a.I2)
        {
            case SendBuffer:
                socket!.SendBuffer = Double(value, SmallestSendBuffer);
                return 0;
            case ReceiveBuffer:
                socket!.ReceiveBuffer = Double(value, SmallestReceiveBuffer);
                return 0;
            case PassCredentials:
                socket!.PassesCredentials = value != 0;
                return 0;
            case ReuseAddress or Broadcast or KeepAlive:
                // They are about networks; programs set them on any socket.
                socket!.SetPlainOption(a.I2, value != 0);
                return 0;
            default:
                return Errno.ENOPROTOOPT.ToResult();
        }
    }

    /// <summary>getsockopt(2).</summary>
    public static long Get(ProcessThread caller, Arguments a)
    {
        Errno error = SocketCalls.Find(caller, a.I0, out UnixSocket? socket);
        if (error == Errno.None && a.I1 != SocketLevel) error = Errno.EOPNOTSUPP;
        if (error != Errno.None) return error.ToResult();
        if (caller.Space.Read(a.A4, out int room) != Errno.None) return Errno.EFAULT.ToResult();
        if (room < 0) return Errno.EINVAL.ToResult();
        switch (a.I2)
        {
            case PeerCredentialsOption:
                return Answer(caller, a, room, MemoryMarshal.AsBytes([socket!.PeerCredentials]));
            case ReceiveTimeout or SendTimeout:
                return Answer(caller, a, room, MemoryMarshal.AsBytes([TimeValue.InMicroseconds(a.I2 == ReceiveTimeout ? socket!.ReceiveTimeout : socket!.SendTimeout)]));
        }
        int? value = a.I2 switch
        {
            Type => (int)socket!.Type,
            Error => (int)socket!.TakeError(),
            SendBuffer => socket!.SendBuffer,
            ReceiveBuffer => socket!.ReceiveBuffer,
            PassCredentials => socket!.PassesCredentials ? 1 : 0,
            AcceptsConnections => socket!.IsListening ? 1 : 0,
            Protocol => 0,
            Domain => SocketAddress.Family,
            ReuseAddress or Broadcast or KeepAlive => socket!.HasPlainOption(a.I2) ? 1 : 0,
            _ => null,
        };
        return value is { } known ? Answer(caller, a, room, MemoryMarshal.AsBytes([known])) : Errno.ENOPROTOOPT.ToResult();
    }

    /// <summary>A buffer is twice as large as asked for, to make up for what the kernel needs itself (socket(7)).</summary>
    private static int Double(int value, int least)
    {
        const uint Most = UnixSocket.DefaultBuffer;
        return Math.Max((int)Math.Min((uint)value, Most) * 2, least);
    }

    private static Errno SetTimeout(ProcessThread caller, UnixSocket socket, bool isReceive, ulong address, int length)
    {
        if (length < 2 * sizeof(long)) return Errno.EINVAL;
        if (caller.Space.Read(address, out TimeValue value) != Errno.None) return Errno.EFAULT;
        const long MicrosecondsPerSecond = 1_000_000;
        if ((ulong)value.Fraction >= MicrosecondsPerSecond) return Errno.EDOM;
        // A negative time has always meant none at all: the call does not wait.
        if (!value.TryGetFromMicroseconds(out long timeout)) timeout = 1;
        if (isReceive) socket.ReceiveTimeout = timeout;
        else socket.SendTimeout = timeout;
        return Errno.None;
    }

    private static long Answer(ProcessThread caller, Arguments a, int room, ReadOnlySpan<byte> bytes)
    {
        int length = Math.Min(room, bytes.Length);
        Errno error = caller.Space.CopyOut(a.A3, bytes[..length]);
        return (error == Errno.None ? caller.Space.Write(a.A4, length) : error).ToResult();
    }
}
