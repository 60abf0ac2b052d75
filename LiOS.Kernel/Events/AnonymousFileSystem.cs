using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;

namespace LiOS.Kernel.Events;

/// <summary>Where the one inode of all files lives that are made by a call of their own and have no name: anon_inode. It is mounted nowhere.</summary>
internal sealed class AnonymousFileSystem : FileSystem
{
    private const ulong AnonymousMagic = 0x0904_1934;
    private const int BlockSize = 4096;

    private readonly AnonymousInode _inode;

    public AnonymousFileSystem()
    {
        _inode = new AnonymousInode(this);
        DeviceNumber = DeviceNumbers.Make(0, 0xFFFFE);
    }

    /// <inheritdoc/>
    public override string TypeName => "anon_inodefs";

    /// <inheritdoc/>
    public override Inode Root => _inode;

    /// <inheritdoc/>
    public override FileSystemStatistics Statistics => new(AnonymousMagic, BlockSize, 0, 0, 0, 0);

    /// <summary>How a file shows itself in /proc/pid/fd.</summary>
    /// <param name="kind">For instance "[eventfd]".</param>
    public PathNode MakeNode(string kind) => PathNode.Detached(_inode, "anon_inode:" + kind);
}
