using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Kernel.Sockets;

namespace LiOS.Kernel.SystemCalls.Sockets;

/// <summary>What one receive has got beside the bytes.</summary>
internal sealed class SocketReception
{
    private readonly List<OpenFile> _files = [];

    /// <summary>Who sent the bytes; null before the first message.</summary>
    public PeerCredentials? Credentials { get; private set; }

    /// <summary>The sender's name, or null.</summary>
    public SocketAddress? Address { get; private set; }

    /// <summary>MSG_ flags to report.</summary>
    public MessageFlags Flags { get; set; }

    /// <summary>Open files that came along, each with a reference that is the receiver's.</summary>
    public IReadOnlyList<OpenFile> Files => _files;

    /// <summary>Notes where a message came from and takes its files; a look at it gets references of its own.</summary>
    public void Note(UnixSocket socket, SocketMessage message, bool isPeek)
    {
        Credentials ??= message.Credentials;
        Address ??= message.Address;
        if (message.Files is not { } passed) return;
        if (isPeek)
        {
            foreach (OpenFile file in passed.Files) file.Retain();
        }
        else
        {
            socket.Table.InFlight.Land(passed);
            message.Files = null;
        }
        _files.AddRange(passed.Files);
    }

    /// <summary>Closes files that nobody asked for.</summary>
    public void ReleaseFiles()
    {
        foreach (OpenFile file in _files) file.Release();
        _files.Clear();
    }
}
