using System;

namespace LiOS.Kernel.Sockets;

/// <summary>What one send has put into a receiver's queue.</summary>
/// <param name="sender">Whose buffer it is charged to.</param>
/// <param name="data">Its bytes.</param>
/// <param name="credentials">Who sent it.</param>
/// <param name="files">Files that come along, or null.</param>
internal sealed class SocketMessage(UnixSocket sender, byte[] data, PeerCredentials credentials, PassedFiles? files)
{
    /// <summary>Bytes charged for a message beside its own: an empty one costs memory, too.</summary>
    public const int Overhead = 512;

    /// <summary>Whose buffer it is charged to.</summary>
    public UnixSocket Sender { get; } = sender;

    /// <summary>The name that the sender had.</summary>
    public SocketAddress? Address { get; } = sender.Address;

    /// <summary>Who sent it.</summary>
    public PeerCredentials Credentials { get; } = credentials;

    /// <summary>Files that come along, until somebody has got them.</summary>
    public PassedFiles? Files { get; set; } = files;

    /// <summary>Bytes of it that a stream's reader has taken already.</summary>
    public int Taken { get; set; }

    /// <summary>Bytes that are left.</summary>
    public ReadOnlySpan<byte> Rest => data.AsSpan(Taken);

    /// <summary>Bytes it is charged with.</summary>
    public int Charge => data.Length + Overhead;
}
