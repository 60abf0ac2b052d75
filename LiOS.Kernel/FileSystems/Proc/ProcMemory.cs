using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Memory;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Processes.Tracing;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>/proc/pid/mem: a program's memory, at the addresses that it has there.</summary>
/// <param name="fileSystem">The file system.</param>
/// <param name="number">Its inode number.</param>
/// <param name="process">The process.</param>
internal sealed class ProcMemory(ProcFileSystem fileSystem, ulong number, Process process)
    : ProcInode(fileSystem, number, FileMode.Regular | (FileMode)0x180, process)
{
    private Process Process { get; } = process;

    /// <inheritdoc/>
    public override Errno Open(OpenFlags flags, out OpenFile? file)
    {
        file = null;
        if (Process.IsZombie) return Errno.ENOENT;
        if (ProcessThread.Current is not { } caller || !TraceLinks.MayAccess(caller.Process, Process)) return Errno.EACCES;
        file = new View(this, flags, Process);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno Truncate(long size) => Errno.None;

    /// <summary>The memory as it was opened: once the process is gone or runs another program, there is nothing left of it.</summary>
    private sealed class View(Inode inode, OpenFlags flags, Process process) : PositionedFile(inode, flags)
    {
        private readonly ProcessMemory _memory = process.Memory;

        private bool IsGone => process.IsZombie || process.Memory != _memory;

        public override long ReadAt(long offset, Span<byte> destination)
        {
            if (IsGone || destination.IsEmpty) return 0;
            int count = ForeignMemory.Read(_memory.Space, (ulong)offset, destination);
            return count > 0 ? count : -(long)Errno.EIO;
        }

        public override long WriteAt(long offset, ReadOnlySpan<byte> source)
        {
            if (IsGone || source.IsEmpty) return 0;
            int count = ForeignMemory.Write(_memory.Space, (ulong)offset, source);
            return count > 0 ? count : -(long)Errno.EIO;
        }
    }
}
