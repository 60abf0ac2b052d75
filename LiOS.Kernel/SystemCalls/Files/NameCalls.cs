using LiOS.Kernel.Files;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Files;

/// <summary>Making, moving and removing names.</summary>
internal static class NameCalls
{
    private const int RemoveDirectoryFlag = 0x200;

    /// <summary>mkdir(2).</summary>
    public static long MakeDirectory(ProcessThread caller, Arguments a) => MakeDirectory(caller, UserMemory.WorkingDirectory, a.A0, a.A1);

    /// <summary>mkdirat(2).</summary>
    public static long MakeDirectoryAt(ProcessThread caller, Arguments a) => MakeDirectory(caller, a.I0, a.A1, a.A2);

    /// <summary>mknod(2).</summary>
    public static long MakeNode(ProcessThread caller, Arguments a) => MakeNode(caller, UserMemory.WorkingDirectory, a.A0, a.A1, a.A2);

    /// <summary>mknodat(2).</summary>
    public static long MakeNodeAt(ProcessThread caller, Arguments a) => MakeNode(caller, a.I0, a.A1, a.A2, a.A3);

    /// <summary>rmdir(2).</summary>
    public static long RemoveDirectory(ProcessThread caller, Arguments a) => Remove(caller, UserMemory.WorkingDirectory, a.A0, RemoveDirectoryFlag);

    /// <summary>unlink(2).</summary>
    public static long Unlink(ProcessThread caller, Arguments a) => Remove(caller, UserMemory.WorkingDirectory, a.A0, 0);

    /// <summary>unlinkat(2).</summary>
    public static long UnlinkAt(ProcessThread caller, Arguments a) => Remove(caller, a.I0, a.A1, a.I2);

    /// <summary>rename(2).</summary>
    public static long Rename(ProcessThread caller, Arguments a) => Rename(caller, UserMemory.WorkingDirectory, a.A0, UserMemory.WorkingDirectory, a.A1, 0);

    /// <summary>renameat(2).</summary>
    public static long RenameAt(ProcessThread caller, Arguments a) => Rename(caller, a.I0, a.A1, a.I2, a.A3, 0);

    /// <summary>renameat2(2).</summary>
    public static long RenameAt2(ProcessThread caller, Arguments a) => Rename(caller, a.I0, a.A1, a.I2, a.A3, a.I4);

    /// <summary>link(2).</summary>
    public static long Link(ProcessThread caller, Arguments a) => Link(caller, UserMemory.WorkingDirectory, a.A0, UserMemory.WorkingDirectory, a.A1, 0);

    /// <summary>linkat(2).</summary>
    public static long LinkAt(ProcessThread caller, Arguments a) => Link(caller, a.I0, a.A1, a.I2, a.A3, a.I4);

    /// <summary>symlink(2).</summary>
    public static long MakeSymbolicLink(ProcessThread caller, Arguments a) => MakeSymbolicLink(caller, a.A0, UserMemory.WorkingDirectory, a.A1);

    /// <summary>symlinkat(2).</summary>
    public static long MakeSymbolicLinkAt(ProcessThread caller, Arguments a) => MakeSymbolicLink(caller, a.A0, a.I1, a.A2);

    private static long MakeDirectory(ProcessThread caller, int directory, ulong address, ulong mode)
    {
        Errno error = caller.ReadPathAt(directory, address, out string path, out PathNode? start);
        if (error == Errno.None) error = caller.Kernel.Vfs.MakeDirectory(caller.Process.Paths, start, path, (FileMode)mode);
        return error.ToResult();
    }

    private static long MakeNode(ProcessThread caller, int directory, ulong address, ulong mode, ulong device)
    {
        Errno error = caller.ReadPathAt(directory, address, out string path, out PathNode? start);
        if (error == Errno.None) error = caller.Kernel.Vfs.MakeNode(caller.Process.Paths, start, path, (FileMode)mode, (uint)device);
        return error.ToResult();
    }

    private static long Remove(ProcessThread caller, int directory, ulong address, int flags)
    {
        if ((flags & ~RemoveDirectoryFlag) != 0) return Errno.EINVAL.ToResult();
        Errno error = caller.ReadPathAt(directory, address, out string path, out PathNode? start);
        if (error != Errno.None) return error.ToResult();
        Vfs vfs = caller.Kernel.Vfs;
        error = flags != 0 ? vfs.RemoveDirectory(caller.Process.Paths, start, path) : vfs.Unlink(caller.Process.Paths, start, path);
        return error.ToResult();
    }

    private static long Rename(ProcessThread caller, int oldDirectory, ulong oldAddress, int newDirectory, ulong newAddress, int flags)
    {
        const int NoReplace = 1;
        if ((flags & ~NoReplace) != 0) return Errno.EINVAL.ToResult();
        Errno error = caller.ReadPathAt(oldDirectory, oldAddress, out string oldPath, out PathNode? oldStart);
        if (error != Errno.None) return error.ToResult();
        error = caller.ReadPathAt(newDirectory, newAddress, out string newPath, out PathNode? newStart);
        if (error != Errno.None) return error.ToResult();
        return caller.Kernel.Vfs.Rename(caller.Process.Paths, oldStart, oldPath, newStart, newPath, (flags & NoReplace) == 0).ToResult();
    }

    private static long Link(ProcessThread caller, int oldDirectory, ulong oldAddress, int newDirectory, ulong newAddress, int flags)
    {
        const int Follow = 0x400;
        if ((flags & ~(Follow | UserMemory.EmptyPath)) != 0) return Errno.EINVAL.ToResult();
        int findFlags = ((flags & Follow) == 0 ? UserMemory.NoFollow : 0) | (flags & UserMemory.EmptyPath);
        Errno error = caller.Find(oldDirectory, oldAddress, findFlags, out PathNode? target);
        if (error != Errno.None) return error.ToResult();
        error = caller.ReadPathAt(newDirectory, newAddress, out string path, out PathNode? start);
        if (error != Errno.None) return error.ToResult();
        return caller.Kernel.Vfs.Link(caller.Process.Paths, target!, start, path).ToResult();
    }

    private static long MakeSymbolicLink(ProcessThread caller, ulong targetAddress, int directory, ulong address)
    {
        Errno error = caller.ReadPath(targetAddress, out string target);
        if (error != Errno.None) return error.ToResult();
        error = caller.ReadPathAt(directory, address, out string path, out PathNode? start);
        if (error != Errno.None) return error.ToResult();
        return caller.Kernel.Vfs.MakeSymbolicLink(caller.Process.Paths, target, start, path).ToResult();
    }
}
