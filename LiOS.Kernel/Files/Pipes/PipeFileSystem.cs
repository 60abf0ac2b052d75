using System;
using LiOS.Kernel.Files.Devices;

namespace LiOS.Kernel.Files.Pipes;

/// <summary>Where the inodes of anonymous pipes live. It is mounted nowhere.</summary>
public sealed class PipeFileSystem : FileSystem
{
    private const ulong PipeMagic = 0x50495045;

    private readonly PipeInode _root;
    private ulong _nextNumber = 1;

    internal PipeFileSystem()
    {
        _root = new PipeInode(this, _nextNumber++);
        DeviceNumber = DeviceNumbers.Make(0, 0xFFFFF);
    }

    /// <inheritdoc/>
    public override string TypeName => "pipefs";

    /// <inheritdoc/>
    public override Inode Root => _root;

    /// <inheritdoc/>
    public override FileSystemStatistics Statistics => new(PipeMagic, Pipe.AtomicSize, 0, 0, 0, 0);

    /// <summary>Makes an anonymous pipe (pipe2(2)).</summary>
    /// <param name="flags">O_NONBLOCK and O_CLOEXEC; other bits are ignored.</param>
    /// <param name="reader">The end to read from, with one reference.</param>
    /// <param name="writer">The end to write to, with one reference.</param>
    public void Create(OpenFlags flags, out OpenFile reader, out OpenFile writer)
    {
        PipeInode inode = new(this, _nextNumber++);
        PathNode node = PathNode.Detached(inode, FormattableString.Invariant($"pipe:[{inode.Number}]"));
        flags &= OpenFlags.NonBlock | OpenFlags.CloseOnExec;
        reader = PipeFile.OpenEnd(inode, flags | OpenFlags.ReadOnly);
        writer = PipeFile.OpenEnd(inode, flags | OpenFlags.WriteOnly);
        reader.Node = writer.Node = node;
    }
}
