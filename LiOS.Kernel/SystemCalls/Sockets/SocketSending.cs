using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Kernel.Sockets;

namespace LiOS.Kernel.SystemCalls.Sockets;

/// <summary>What one send takes along beside the bytes.</summary>
/// <param name="Flags">MSG_ flags.</param>
/// <param name="Files">Open files; none of them has been given a reference yet.</param>
/// <param name="Credentials">Who the sender says it is; null for who it is.</param>
/// <param name="Address">Whom a datagram is for; null for the peer.</param>
internal sealed record SocketSending(MessageFlags Flags, IReadOnlyList<OpenFile> Files, PeerCredentials? Credentials, SocketAddress? Address)
{
    /// <summary>Bytes alone.</summary>
    public static SocketSending Plain { get; } = new(MessageFlags.None, [], null, null);
}
