namespace LiOS.Kernel.Sockets;

/// <summary>The types of socket(2) that there are.</summary>
internal enum SocketType
{
    /// <summary>SOCK_STREAM: connected, bytes.</summary>
    Stream = 1,

    /// <summary>SOCK_DGRAM: messages, to anyone.</summary>
    Datagram = 2,

    /// <summary>SOCK_SEQPACKET: connected, messages.</summary>
    SequentialPacket = 5,
}
