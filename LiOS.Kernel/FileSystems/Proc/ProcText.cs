using System;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>A file whose text is made when it is opened, so that one reader sees one state.</summary>
/// <param name="fileSystem">The file system.</param>
/// <param name="number">Its inode number.</param>
/// <param name="read">Makes the text; one char per byte.</param>
/// <param name="write">Takes what is written; null for a file that cannot be.</param>
/// <param name="process">The process that it tells about, or null.</param>
/// <param name="isPrivate">Whether only those may open it who may look into the process.</param>
internal sealed class ProcText(
    ProcFileSystem fileSystem, ulong number, Func<string> read, Func<string, Errno>? write = null, Process? process = null, bool isPrivate = false)
    : ProcInode(fileSystem, number, FileMode.Regular | (write is not null ? ReadWrite : isPrivate ? Private : ReadOnly), process)
{
    private const FileMode Private = (FileMode)0x100; // r--------
    private const FileMode ReadOnly = (FileMode)0x124; // r--r--r--
    private const FileMode ReadWrite = (FileMode)0x1A4; // rw-r--r--

    /// <inheritdoc/>
    public override Errno Open(OpenFlags flags, out OpenFile? file)
    {
        file = null;
        if (isPrivate && !MayInspect) return Errno.EACCES;
        if ((flags & OpenFlags.AccessMask) != OpenFlags.ReadOnly && write is null) return Errno.EACCES;
        file = new Snapshot(this, flags, read(), write);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno Truncate(long size) => write is null ? Errno.EACCES : Errno.None;

    private sealed class Snapshot(Inode inode, OpenFlags flags, string text, Func<string, Errno>? write) : OpenFile(inode, flags)
    {
        private readonly byte[] _bytes = Encoding.Latin1.GetBytes(text);

        public override bool IsSeekable => true;

        public override long Read(Span<byte> destination)
        {
            long count = ReadAt(Position, destination);
            Position += count;
            return count;
        }

        public override long ReadAt(long offset, Span<byte> destination)
        {
            if (offset >= _bytes.Length) return 0;
            int count = (int)Math.Min(destination.Length, _bytes.Length - offset);
            _bytes.AsSpan((int)offset, count).CopyTo(destination);
            return count;
        }

        public override long Write(ReadOnlySpan<byte> source)
        {
            Errno error = write is null ? Errno.EACCES : write(Encoding.Latin1.GetString(source).TrimEnd('\n'));
            return error == Errno.None ? source.Length : -(long)error;
        }
    }
}
