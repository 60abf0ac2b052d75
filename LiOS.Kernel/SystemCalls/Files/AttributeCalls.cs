using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Pages;
using LiOS.Kernel.Files.Pipes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.SystemCalls.Time;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Files;

/// <summary>Changing what files are: mode, owner, times, size; and seeing that they are stored.</summary>
internal static class AttributeCalls
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long Now = (1L << 30) - 1, Omit = (1L << 30) - 2;

    /// <summary>chmod(2).</summary>
    public static long ChangeMode(ProcessThread caller, Arguments a) => ChangeMode(caller, UserMemory.WorkingDirectory, a.A0, a.A1, 0);

    /// <summary>fchmodat(2), which knows no flags.</summary>
    public static long ChangeModeAt(ProcessThread caller, Arguments a) => ChangeMode(caller, a.I0, a.A1, a.A2, 0);

    /// <summary>fchmodat2(2).</summary>
    public static long ChangeModeAt2(ProcessThread caller, Arguments a) => ChangeMode(caller, a.I0, a.A1, a.A2, a.I3);

    /// <summary>fchmod(2).</summary>
    public static long ChangeDescriptorMode(ProcessThread caller, Arguments a) => caller.File(a.I0) is { } file
        ? Tell(PlaceOf(file), InodeChanges.Attributes, Vfs.ChangeMode(caller.Process.Paths, file.Inode, (FileMode)a.A1 & FileMode.PermissionMask))
        : Errno.EBADF.ToResult();

    /// <summary>chown(2).</summary>
    public static long ChangeOwner(ProcessThread caller, Arguments a) => ChangeOwner(caller, UserMemory.WorkingDirectory, a.A0, a.A1, a.A2, 0);

    /// <summary>lchown(2).</summary>
    public static long ChangeLinkOwner(ProcessThread caller, Arguments a) => ChangeOwner(caller, UserMemory.WorkingDirectory, a.A0, a.A1, a.A2, UserMemory.NoFollow);

    /// <summary>fchownat(2).</summary>
    public static long ChangeOwnerAt(ProcessThread caller, Arguments a) => ChangeOwner(caller, a.I0, a.A1, a.A2, a.A3, a.I4);

    /// <summary>fchown(2).</summary>
    public static long ChangeDescriptorOwner(ProcessThread caller, Arguments a) => caller.File(a.I0) is { } file
        ? ChangeOwner(caller, PlaceOf(file), a.A1, a.A2)
        : Errno.EBADF.ToResult();

    /// <summary>utimensat(2).</summary>
    public static long SetTimes(ProcessThread caller, Arguments a)
    {
        long? access = null, modification = null;
        bool isNow = a.A2 == 0;
        long now = caller.Kernel.Machine.RealTimeNanoseconds;
        if (isNow)
        {
            access = modification = now;
        }
        else
        {
            if (caller.Space.Read(a.A2, out TimeValue first) != Errno.None || caller.Space.Read(a.A2 + 16, out TimeValue second) != Errno.None) return Errno.EFAULT.ToResult();
            if (!ToTime(first, now, out access) || !ToTime(second, now, out modification)) return Errno.EINVAL.ToResult();
            isNow = first.Fraction == Now && second.Fraction == Now;
        }
        return SetTimes(caller, a.I0, a.A1, a.I3, access, modification, isNow);
    }

    /// <summary>utimes(2) and futimesat(2): microseconds.</summary>
    public static long SetTimesAt(ProcessThread caller, Arguments a) => SetMicrosecondTimes(caller, a.I0, a.A1, a.A2);

    /// <summary>utimes(2).</summary>
    public static long SetMicrosecondTimes(ProcessThread caller, Arguments a) => SetMicrosecondTimes(caller, UserMemory.WorkingDirectory, a.A0, a.A1);

    /// <summary>utime(2): whole seconds.</summary>
    public static long SetSecondTimes(ProcessThread caller, Arguments a)
    {
        long now = caller.Kernel.Machine.RealTimeNanoseconds;
        if (a.A1 == 0) return SetTimes(caller, UserMemory.WorkingDirectory, a.A0, 0, now, now, true);
        if (caller.Space.Read(a.A1, out TimeValue seconds) != Errno.None) return Errno.EFAULT.ToResult();
        return SetTimes(caller, UserMemory.WorkingDirectory, a.A0, 0, FromSeconds(seconds.Seconds), FromSeconds(seconds.Fraction), false);
    }

    /// <summary>truncate(2).</summary>
    public static long Truncate(ProcessThread caller, Arguments a)
    {
        if ((long)a.A1 < 0) return Errno.EINVAL.ToResult();
        Errno error = caller.Find(UserMemory.WorkingDirectory, a.A0, 0, out PathNode? node);
        if (error == Errno.None) error = FileTransfer.CheckSize(caller, node!.Inode, (long)a.A1);
        return error != Errno.None ? error.ToResult() : Tell(node!, InodeChanges.Modify, Vfs.Truncate(caller.Process.Paths, node!.Inode, (long)a.A1));
    }

    /// <summary>ftruncate(2).</summary>
    public static long TruncateDescriptor(ProcessThread caller, Arguments a)
    {
        if ((long)a.A1 < 0) return Errno.EINVAL.ToResult();
        if (caller.File(a.I0) is not { } file) return Errno.EBADF.ToResult();
        if (file is not { CanWrite: true, Inode.Type: FileMode.Regular }) return Errno.EINVAL.ToResult();
        Errno error = FileTransfer.CheckSize(caller, file.Inode, (long)a.A1);
        return error != Errno.None ? error.ToResult() : Tell(PlaceOf(file), InodeChanges.Modify, file.Inode.Truncate((long)a.A1));
    }

    /// <summary>fallocate(2), as far as it only gives room.</summary>
    public static long Allocate(ProcessThread caller, Arguments a)
    {
        const int KeepSize = 1;
        long offset = (long)a.A2, length = (long)a.A3;
        if (caller.File(a.I0) is not { CanWrite: true } file) return Errno.EBADF.ToResult();
        if (offset < 0 || length <= 0) return Errno.EINVAL.ToResult();
        if ((a.I1 & ~KeepSize) != 0) return Errno.EOPNOTSUPP.ToResult();
        if (file.Inode.Type != FileMode.Regular) return file.IsSeekable ? Errno.ENODEV.ToResult() : Errno.ESPIPE.ToResult();
        if (offset > long.MaxValue - length) return Errno.EFBIG.ToResult();
        bool keepsSize = (a.I1 & KeepSize) != 0;
        Errno error = keepsSize ? Errno.None : FileTransfer.CheckSize(caller, file.Inode, offset + length);
        if (error == Errno.None) error = file.Inode.Allocate(offset, length, keepsSize);
        return Tell(PlaceOf(file), InodeChanges.Modify, error);
    }

    /// <summary>fsync(2) and fdatasync(2).</summary>
    public static long Synchronize(ProcessThread caller, Arguments a)
    {
        if (caller.File(a.I0) is not { } file) return Errno.EBADF.ToResult();
        if (file.Inode.Type is not (FileMode.Regular or FileMode.Directory)) return Errno.EINVAL.ToResult();
        Errno error = PageCache.Synchronize(file.Inode);
        return (error != Errno.None ? error : file.Inode.FileSystem.Synchronize()).ToResult();
    }

    /// <summary>sync(2), which never fails.</summary>
    public static long SynchronizeAll(ProcessThread caller, Arguments a)
    {
        caller.Kernel.Synchronize();
        return 0;
    }

    /// <summary>syncfs(2).</summary>
    public static long SynchronizeFileSystem(ProcessThread caller, Arguments a)
    {
        if (caller.File(a.I0) is not { } file) return Errno.EBADF.ToResult();
        Errno error = caller.Kernel.PageCache.Synchronize();
        return (error != Errno.None ? error : file.Inode.FileSystem.Synchronize()).ToResult();
    }

    /// <summary>posix_fadvise(2): all files are in memory, so there is nothing to prepare.</summary>
    public static long Advise(ProcessThread caller, Arguments a)
    {
        const int LastAdvice = 5;
        if (caller.File(a.I0) is not { } file) return Errno.EBADF.ToResult();
        if (!file.IsSeekable && file is PipeFile) return Errno.ESPIPE.ToResult();
        return (uint)a.I3 > LastAdvice ? Errno.EINVAL.ToResult() : 0;
    }

    private static long ChangeMode(ProcessThread caller, int directory, ulong path, ulong mode, int flags)
    {
        Errno error = caller.Find(directory, path, flags, out PathNode? node);
        if (error == Errno.None && node!.Inode.Type == FileMode.SymbolicLink) error = Errno.EOPNOTSUPP;
        return error != Errno.None ? error.ToResult()
            : Tell(node!, InodeChanges.Attributes, Vfs.ChangeMode(caller.Process.Paths, node!.Inode, (FileMode)mode & FileMode.PermissionMask));
    }

    private static long ChangeOwner(ProcessThread caller, int directory, ulong path, ulong user, ulong group, int flags)
    {
        if ((flags & ~(UserMemory.NoFollow | UserMemory.EmptyPath)) != 0) return Errno.EINVAL.ToResult();
        Errno error = caller.Find(directory, path, flags, out PathNode? node);
        return error != Errno.None ? error.ToResult() : ChangeOwner(caller, node!, user, group);
    }

    private static long ChangeOwner(ProcessThread caller, PathNode node, ulong user, ulong group)
    {
        uint? newUser = ToId(user), newGroup = ToId(group);
        InodeChanges what = newUser is null && newGroup is null ? InodeChanges.None : InodeChanges.Attributes;
        return Tell(node, what, Vfs.ChangeOwner(caller.Process.Paths, node.Inode, newUser, newGroup));
    }

    private static long SetTimes(ProcessThread caller, int directory, ulong path, int flags, long? access, long? modification, bool isNow)
    {
        // A null path means the descriptor itself (utimensat(2), notes).
        PathNode? node = null;
        Errno error = Errno.None;
        if (path == 0 && directory != UserMemory.WorkingDirectory) node = caller.File(directory) is { } file ? PlaceOf(file) : null;
        else error = caller.Find(directory, path, flags, out node);
        if (error != Errno.None) return error.ToResult();
        if (node is null) return Errno.EBADF.ToResult();
        if (access is null && modification is null) return 0;
        InodeChanges what = access is null ? InodeChanges.Modify : modification is null ? InodeChanges.Access : InodeChanges.Attributes;
        return Tell(node, what, Vfs.SetTimes(caller.Process.Paths, node.Inode, access, modification, isNow));
    }

    private static long SetMicrosecondTimes(ProcessThread caller, int directory, ulong path, ulong times)
    {
        const long NanosecondsPerMicrosecond = 1000, MicrosecondsPerSecond = 1_000_000;
        long now = caller.Kernel.Machine.RealTimeNanoseconds;
        if (times == 0) return SetTimes(caller, directory, path, 0, now, now, true);
        if (caller.Space.Read(times, out TimeValue first) != Errno.None || caller.Space.Read(times + 16, out TimeValue second) != Errno.None) return Errno.EFAULT.ToResult();
        if ((ulong)first.Fraction >= MicrosecondsPerSecond || (ulong)second.Fraction >= MicrosecondsPerSecond) return Errno.EINVAL.ToResult();
        return SetTimes(
            caller, directory, path, 0,
            FromSeconds(first.Seconds) + (first.Fraction * NanosecondsPerMicrosecond),
            FromSeconds(second.Seconds) + (second.Fraction * NanosecondsPerMicrosecond),
            false);
    }

    private static PathNode PlaceOf(OpenFile file) => file.Node ?? PathNode.Detached(file.Inode, "");

    /// <summary>Tells who watches a file of a change, unless it failed.</summary>
    private static long Tell(PathNode node, InodeChanges what, Errno error)
    {
        if (error == Errno.None) node.Tell(what);
        return error.ToResult();
    }

    private static bool ToTime(in TimeValue value, long now, out long? time)
    {
        time = value.Fraction == Omit ? null : value.Fraction == Now ? now : FromSeconds(value.Seconds) + value.Fraction;
        return value.Fraction is Omit or Now || (ulong)value.Fraction < NanosecondsPerSecond;
    }

    /// <summary>Seconds as nanoseconds, held within what those can count.</summary>
    private static long FromSeconds(long seconds) => System.Math.Clamp(seconds, -9_000_000_000, 9_000_000_000) * NanosecondsPerSecond;

    private static uint? ToId(ulong value) => (uint)value == uint.MaxValue ? null : (uint)value;
}
