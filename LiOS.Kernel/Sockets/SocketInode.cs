using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.Sockets;

/// <summary>The inode of an open socket; not that of the name it may be bound to. It cannot be opened again.</summary>
internal sealed class SocketInode(SocketFileSystem fileSystem, ulong number) : Inode
{
    public override FileSystem FileSystem => fileSystem;

    public override ulong Number => number;

    public override InodeAttributes Attributes => new() { Mode = FileMode.Socket | (FileMode)0x1FF, LinkCount = 1, BlockSize = 4096 };

    public override Errno Open(OpenFlags flags, out OpenFile? file)
    {
        file = null;
        return Errno.ENXIO;
    }
}
