using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.Sockets;

/// <summary>All sockets: their inodes, the names outside the file system, and the files on their way. Guarded by the kernel lock.</summary>
internal sealed class SocketTable(Kernel kernel)
{
    private const FileMode NameMode = FileMode.Socket | (FileMode)0x1FF;
    private const int AutomaticNames = 0x10_0000;

    private readonly Dictionary<(SocketType Type, string Name), UnixSocket> _abstract = [];
    private int _lastAutomatic;

    /// <summary>Where their inodes live.</summary>
    public SocketFileSystem FileSystem { get; } = new();

    /// <summary>Files in messages.</summary>
    public InFlightFiles InFlight { get; } = new();

    /// <summary>Whether there is memory for a message.</summary>
    public bool HasRoom(int bytes) => kernel.Reclaim.HasRoom(((ulong)bytes / PageFrame.Size) + FramesKept);

    // Messages lie in the managed heap, which grows by more than what is asked for.
    private const ulong FramesKept = 256;

    /// <summary>Gives a socket a name (bind(2)).</summary>
    /// <returns>None; EADDRINUSE; an error of mknod(2).</returns>
    public Errno Bind(PathContext context, UnixSocket socket, SocketAddress address)
    {
        if (address.IsAbstract)
        {
            if (!_abstract.TryAdd((socket.Type, address.Path), socket)) return Errno.EADDRINUSE;
            socket.SetName(address, null);
            return Errno.None;
        }
        Errno error = kernel.Vfs.MakeNode(context, null, address.Path, NameMode, 0);
        PathNode? node = null;
        if (error == Errno.None) error = kernel.Vfs.Resolve(context, null, address.Path, false, out node);
        if (error != Errno.None) return error == Errno.EEXIST ? Errno.EADDRINUSE : error;
        node!.Inode.BoundSocket = socket;
        node.Inode.AddUser();
        socket.SetName(address, node.Inode);
        return Errno.None;
    }

    /// <summary>Gives a socket an abstract name of five hexadecimal digits that nobody has (unix(7), Autobind feature).</summary>
    /// <returns>None; ENOSPC when all are taken.</returns>
    public Errno BindAutomatically(UnixSocket socket)
    {
        for (int tries = 0; tries < AutomaticNames; tries++)
        {
            _lastAutomatic = (_lastAutomatic + 1) % AutomaticNames;
            string name = $"\0{_lastAutomatic:x5}";
            if (!_abstract.TryAdd((socket.Type, name), socket)) continue;
            socket.SetName(new SocketAddress(name), null);
            return Errno.None;
        }
        return Errno.ENOSPC;
    }

    /// <summary>Takes a socket's name away at its end. A path stays where it is, and leads nowhere.</summary>
    public void Unbind(UnixSocket socket, SocketAddress address, Inode? inode)
    {
        if (inode is null)
        {
            _abstract.Remove((socket.Type, address.Path));
            return;
        }
        inode.BoundSocket = null;
        inode.RemoveUser();
    }

    /// <summary>Finds the socket that a name belongs to.</summary>
    /// <returns>None; ECONNREFUSED (nobody listens there); EPROTOTYPE (a socket of another type); EACCES and other errors of path resolution.</returns>
    public Errno Find(PathContext context, SocketAddress address, SocketType type, out UnixSocket? socket)
    {
        socket = null;
        if (address.IsAbstract)
        {
            // Each type has names of its own there.
            return _abstract.TryGetValue((type, address.Path), out socket) ? Errno.None : Errno.ECONNREFUSED;
        }
        Errno error = kernel.Vfs.Resolve(context, null, address.Path, true, out PathNode? node);
        if (error == Errno.None) error = Vfs.CheckAccess(context, node!.Inode, AccessMode.Write);
        if (error != Errno.None) return error;
        socket = node!.Inode.BoundSocket as UnixSocket;
        if (socket is null) return Errno.ECONNREFUSED;
        return socket.Type == type ? Errno.None : Errno.EPROTOTYPE;
    }
}
