using System;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>A symbolic link under /proc: to a path, or to an object that need have none.</summary>
/// <param name="fileSystem">The file system.</param>
/// <param name="number">Its inode number.</param>
/// <param name="text">Makes the text; null when there is nothing to lead to.</param>
/// <param name="target">Finds the object; null for a link by text alone.</param>
internal sealed class ProcLink(ProcFileSystem fileSystem, ulong number, Func<string?> text, Func<PathNode?>? target = null)
    : ProcInode(fileSystem, number, FileMode.SymbolicLink | (FileMode)0x1FF)
{
    /// <inheritdoc/>
    public override Errno ReadLink(out string result)
    {
        string? made = text();
        result = made ?? "";
        return made is null ? Errno.ENOENT : Errno.None;
    }

    /// <inheritdoc/>
    public override Errno ResolveLink(out PathNode? node)
    {
        node = target?.Invoke();
        return target is not null && node is null ? Errno.ENOENT : Errno.None;
    }
}
