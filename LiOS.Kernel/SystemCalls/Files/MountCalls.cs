using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Files;

/// <summary>mount(2) and umount2(2).</summary>
internal static class MountCalls
{
    /// <summary>mount(2): new file systems of the types that the kernel knows; no binding, moving or remounting.</summary>
    public static long Mount(ProcessThread caller, Arguments a)
    {
        const ulong ReadOnly = 1, Remount = 32, Bind = 4096, Move = 8192, Propagation = 0x1E_0000;
        if (!caller.Process.Credentials.IsPrivileged) return Errno.EPERM.ToResult();
        if ((a.A3 & (Bind | Move | Remount)) != 0) return Errno.EINVAL.ToResult();
        string source = "none";
        Errno error = a.A0 == 0 ? Errno.None : caller.ReadPath(a.A0, out source);
        PathNode? point = null;
        if (error == Errno.None) error = caller.Find(UserMemory.WorkingDirectory, a.A1, 0, out point);
        if (error == Errno.None) error = Attach(caller, a, source, point!, (a.A3 & Propagation) != 0, (a.A3 & ReadOnly) != 0);
        return error.ToResult();
    }

    /// <summary>umount2(2).</summary>
    public static long Unmount(ProcessThread caller, Arguments a)
    {
        const int NoFollowFlag = 8, Detach = 2, Expire = 4;
        if (!caller.Process.Credentials.IsPrivileged) return Errno.EPERM.ToResult();
        if ((a.I1 & (Detach | Expire)) != 0) return Errno.EINVAL.ToResult();
        Errno error = caller.Find(UserMemory.WorkingDirectory, a.A0, (a.I1 & NoFollowFlag) != 0 ? UserMemory.NoFollow : 0, out PathNode? node);
        if (error != Errno.None) return error.ToResult();
        if (node!.Parent is not null || node.Mount is not { } mount) return Errno.EINVAL.ToResult();
        if (IsInUse(caller.Kernel, mount)) return Errno.EBUSY.ToResult();
        error = caller.Kernel.PageCache.Release(mount.FileSystem);
        return (error != Errno.None ? error : caller.Kernel.Vfs.Unmount(node)).ToResult();
    }

    private static Errno Attach(ProcessThread caller, Arguments a, string source, PathNode point, bool changesPropagation, bool isReadOnly)
    {
        // Mounts are nobody else's: there is one namespace, and nothing to propagate to.
        if (changesPropagation) return Errno.None;
        Errno error = caller.ReadPath(a.A2, out string type);
        if (error != Errno.None) return error;
        error = caller.Kernel.MakeFileSystem(caller.Process.Paths, type, source, isReadOnly, out FileSystem? fileSystem);
        if (error == Errno.None) error = caller.Kernel.Vfs.Mount(point, fileSystem!, source);
        if (error == Errno.None && isReadOnly) fileSystem!.IsReadOnly = true;
        return error;
    }

    private static bool IsInUse(Kernel kernel, Mount mount)
    {
        foreach (Process process in kernel.Processes.Processes)
        {
            if (process.IsZombie) continue;
            if (process.Paths.WorkingDirectory.Mount == mount || process.Paths.Root.Mount == mount) return true;
        }
        return false;
    }
}
