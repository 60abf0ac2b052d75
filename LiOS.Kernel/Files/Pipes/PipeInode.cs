using LiOS.Machine;

namespace LiOS.Kernel.Files.Pipes;

/// <summary>The inode of an anonymous pipe: it has no name anywhere.</summary>
internal sealed class PipeInode(PipeFileSystem fileSystem, ulong number) : Inode
{
    public override FileSystem FileSystem => fileSystem;

    public override ulong Number => number;

    public override InodeAttributes Attributes => new()
    {
        Mode = FileMode.Fifo | (FileMode)0x180,
        LinkCount = 1,
        BlockSize = Pipe.AtomicSize,
    };

    /// <summary>Opens it again through /proc/self/fd, as a FIFO is opened.</summary>
    public override Errno Open(OpenFlags flags, out OpenFile? file) => PipeFile.OpenFifo(this, flags, out file);
}
