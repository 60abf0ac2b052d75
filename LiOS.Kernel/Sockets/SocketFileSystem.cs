using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;

namespace LiOS.Kernel.Sockets;

/// <summary>Where the inodes of open sockets live. It is mounted nowhere.</summary>
internal sealed class SocketFileSystem : FileSystem
{
    private const ulong SocketMagic = 0x534F_434B;
    private const int BlockSize = 4096;

    private readonly SocketInode _root;
    private ulong _nextNumber = 1;

    public SocketFileSystem()
    {
        _root = MakeInode();
        DeviceNumber = DeviceNumbers.Make(0, 0xFFFFD);
    }

    /// <inheritdoc/>
    public override string TypeName => "sockfs";

    /// <inheritdoc/>
    public override Inode Root => _root;

    /// <inheritdoc/>
    public override FileSystemStatistics Statistics => new(SocketMagic, BlockSize, 0, 0, 0, 0);

    /// <summary>Makes the inode of a new socket.</summary>
    public SocketInode MakeInode() => new(this, _nextNumber++);
}
