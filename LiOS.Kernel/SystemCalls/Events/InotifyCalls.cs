using LiOS.Kernel.Events;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Events;

/// <summary>inotify(7).</summary>
internal static class InotifyCalls
{
    /// <summary>inotify_init(2), the old call without flags.</summary>
    public static long Make(ProcessThread caller, Arguments a) => Make(caller, 0);

    /// <summary>inotify_init1(2).</summary>
    public static long MakeWithFlags(ProcessThread caller, Arguments a) => Make(caller, (OpenFlags)a.I0);

    /// <summary>inotify_add_watch(2).</summary>
    public static long Watch(ProcessThread caller, Arguments a)
    {
        const uint Known = InotifyWatch.AllEvents | (uint)(InodeChanges.Unmount | InodeChanges.IsDirectory) | InotifyEvent.Overflow | InotifyEvent.Ignored
            | InotifyWatch.OnlyDirectory | InotifyWatch.DoNotFollow | InotifyWatch.ExcludeUnlinked | InotifyWatch.MaskCreate | InotifyWatch.MaskAdd | InotifyWatch.OneShot;
        const uint BothMasks = InotifyWatch.MaskAdd | InotifyWatch.MaskCreate;
        uint mask = (uint)a.A2;
        if (mask == 0 || (mask & ~Known) != 0) return Errno.EINVAL.ToResult();
        if (caller.File(a.I0) is not { } file) return Errno.EBADF.ToResult();
        if (file is not InotifyFile instance || (mask & BothMasks) == BothMasks) return Errno.EINVAL.ToResult();
        Errno error = caller.Find(UserMemory.WorkingDirectory, a.A1, (mask & InotifyWatch.DoNotFollow) != 0 ? UserMemory.NoFollow : 0, out PathNode? node);
        if (error == Errno.None && (mask & InotifyWatch.OnlyDirectory) != 0 && !node!.Inode.IsDirectory) error = Errno.ENOTDIR;
        if (error == Errno.None) error = Vfs.CheckAccess(caller.Process.Paths, node!.Inode, AccessMode.Read);
        return error != Errno.None ? error.ToResult() : instance.Watch(node!.Inode, mask);
    }

    /// <summary>inotify_rm_watch(2).</summary>
    public static long Unwatch(ProcessThread caller, Arguments a)
    {
        if (caller.File(a.I0) is not { } file) return Errno.EBADF.ToResult();
        return (file is InotifyFile instance ? instance.Remove(a.I1) : Errno.EINVAL).ToResult();
    }

    private static long Make(ProcessThread caller, OpenFlags flags)
    {
        if ((flags & ~(OpenFlags.NonBlock | OpenFlags.CloseOnExec)) != 0) return Errno.EINVAL.ToResult();
        uint userId = caller.Process.Credentials.UserId;
        if (!caller.Kernel.InotifyLimits.TryAddInstance(userId)) return Errno.EMFILE.ToResult();
        return caller.AddFile(new InotifyFile(caller.Kernel, flags & OpenFlags.NonBlock, userId), (flags & OpenFlags.CloseOnExec) != 0);
    }
}
