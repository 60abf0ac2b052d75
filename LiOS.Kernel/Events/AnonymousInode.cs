using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.Events;

/// <summary>The inode behind event counters, timers, epolls and their kin: it has no type, and cannot be opened again.</summary>
internal sealed class AnonymousInode(AnonymousFileSystem fileSystem) : Inode
{
    public override FileSystem FileSystem => fileSystem;

    public override ulong Number => 1;

    public override InodeAttributes Attributes => new() { Mode = (FileMode)0x180, LinkCount = 1, BlockSize = 4096 };

    public override Errno Open(OpenFlags flags, out OpenFile? file)
    {
        file = null;
        return Errno.ENXIO;
    }
}
