using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>A symbolic link under /proc: to a path, or to an object that need have none.</summary>
/// <param name="fileSystem">The file system.</param>
/// <param name="number">Its inode number.</param>
/// <param name="text">Makes the text; null when there is nothing to lead to.</param>
/// <param name="target">Finds the object; null for a link by text alone.</param>
/// <param name="process">The process that it tells about: only those may follow it who may look into that. Null for a link that anybody may follow.</param>
/// <param name="mode">Its permissions, which nothing is judged by.</param>
internal sealed class ProcLink(
    ProcFileSystem fileSystem, ulong number, Func<string?> text, Func<PathNode?>? target = null, Process? process = null, FileMode mode = ProcLink.Everything)
    : ProcInode(fileSystem, number, FileMode.SymbolicLink | mode, process)
{
    private const FileMode Everything = (FileMode)0x1FF; // rwxrwxrwx

    /// <inheritdoc/>
    public override Errno ReadLink(out string result)
    {
        result = "";
        if (!MayInspect) return Errno.EACCES;
        string? made = text();
        result = made ?? "";
        return made is null ? Errno.ENOENT : Errno.None;
    }

    /// <inheritdoc/>
    public override Errno ResolveLink(out PathNode? node)
    {
        node = null;
        if (!MayInspect) return Errno.EACCES;
        node = target?.Invoke();
        return target is not null && node is null ? Errno.ENOENT : Errno.None;
    }
}
