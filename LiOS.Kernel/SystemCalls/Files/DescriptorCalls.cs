using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Pipes;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Files;

/// <summary>Opening, closing and duplicating descriptors, and what is set on them.</summary>
internal static class DescriptorCalls
{
    private const uint SetCloseOnExecRequest = 0x5451, ClearCloseOnExecRequest = 0x5450, NonBlockRequest = 0x5421;

    /// <summary>open(2).</summary>
    public static long Open(ProcessThread caller, Arguments a) => OpenAt(caller, UserMemory.WorkingDirectory, a.A0, a.I1, a.A2);

    /// <summary>openat(2).</summary>
    public static long OpenAt(ProcessThread caller, Arguments a) => OpenAt(caller, a.I0, a.A1, a.I2, a.A3);

    /// <summary>creat(2).</summary>
    public static long Create(ProcessThread caller, Arguments a) =>
        OpenAt(caller, UserMemory.WorkingDirectory, a.A0, (int)(OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Truncate), a.A1);

    /// <summary>close(2).</summary>
    public static long Close(ProcessThread caller, Arguments a) => caller.Process.Files.Close(a.I0).ToResult();

    /// <summary>close_range(2).</summary>
    public static long CloseRange(ProcessThread caller, Arguments a)
    {
        const uint Unshare = 2, CloseOnExec = 4;
        uint first = (uint)a.A0, last = (uint)a.A1;
        if (first > last || ((uint)a.A2 & ~(Unshare | CloseOnExec)) != 0) return Errno.EINVAL.ToResult();
        if (((uint)a.A2 & Unshare) != 0) caller.Process.Files = caller.Process.Files.MakeOwn();
        FileTable files = caller.Process.Files;
        for (uint i = first; i <= last && i < (uint)files.End; i++)
        {
            if (((uint)a.A2 & CloseOnExec) == 0) files.Close((int)i);
            else if (files[(int)i] is not null) files.SetCloseOnExec((int)i, true);
        }
        return 0;
    }

    /// <summary>dup(2).</summary>
    public static long Duplicate(ProcessThread caller, Arguments a) => Duplicate(caller, a.I0, 0, false);

    /// <summary>dup2(2).</summary>
    public static long Duplicate2(ProcessThread caller, Arguments a) =>
        a.I0 == a.I1 ? (caller.AnyFile(a.I0) is null ? Errno.EBADF.ToResult() : a.I1) : DuplicateTo(caller, a.I0, a.I1, false);

    /// <summary>dup3(2).</summary>
    public static long Duplicate3(ProcessThread caller, Arguments a)
    {
        if (a.I0 == a.I1 || (a.I2 & ~(int)OpenFlags.CloseOnExec) != 0) return Errno.EINVAL.ToResult();
        return DuplicateTo(caller, a.I0, a.I1, (a.I2 & (int)OpenFlags.CloseOnExec) != 0);
    }

    /// <summary>pipe(2).</summary>
    public static long Pipe(ProcessThread caller, Arguments a) => Pipe(caller, a.A0, 0);

    /// <summary>pipe2(2).</summary>
    public static long Pipe2(ProcessThread caller, Arguments a) => Pipe(caller, a.A0, (OpenFlags)a.I1);

    /// <summary>fcntl(2).</summary>
    public static long Control(ProcessThread caller, Arguments a)
    {
        const int DuplicateFrom = 0, GetFlags = 1, SetFlags = 2, GetStatus = 3, SetStatus = 4, GetLock = 5, SetLock = 6, SetLockWait = 7,
            SetOwner = 8, GetOwner = 9, SetOwnerExtended = 15, GetOwnerExtended = 16, GetFileLock = 36, SetFileLock = 37, SetFileLockWait = 38,
            DuplicateCloseOnExec = 1030, SetPipeSize = 1031, GetPipeSize = 1032, AddSeals = 1033, GetSeals = 1034;
        if (caller.AnyFile(a.I0) is not { } file || ((file.Flags & OpenFlags.Path) != 0 && a.I1 is not (DuplicateFrom or DuplicateCloseOnExec or GetFlags or SetFlags or GetStatus)))
            return Errno.EBADF.ToResult();
        FileTable files = caller.Process.Files;
        Errno error;
        switch (a.I1)
        {
            case DuplicateFrom or DuplicateCloseOnExec:
                return Duplicate(caller, a.I0, a.I2, a.I1 == DuplicateCloseOnExec);
            case GetFlags:
                return files.GetCloseOnExec(a.I0) ? 1 : 0;
            case SetFlags:
                files.SetCloseOnExec(a.I0, (a.I2 & 1) != 0);
                return 0;
            case GetStatus:
                const int LargeFile = 0x8000;
                // open(2) adds O_LARGEFILE; what other calls make has no size.
                bool isOpened = (file.Node?.Mount is not null || file is InodeFile) && (file.Flags & OpenFlags.Path) == 0;
                return (int)(file.Flags & ~OpenFlags.CloseOnExec) | (isOpened ? LargeFile : 0);
            case SetStatus:
                const OpenFlags Changeable = OpenFlags.Append | OpenFlags.NonBlock | OpenFlags.NoAccessTime;
                bool asksNoTime = ((OpenFlags)a.I2 & ~file.Flags & OpenFlags.NoAccessTime) != 0;
                if (asksNoTime && !Vfs.IsOwner(caller.Process.Paths, file.Inode)) return Errno.EPERM.ToResult();
                file.Flags = (file.Flags & ~Changeable) | ((OpenFlags)a.I2 & Changeable);
                return 0;
            case GetLock or SetLock or SetLockWait:
                return RecordLockCalls.Control(caller, file, a.I0, (RecordLockRequest)(a.I1 - GetLock), false, a.A2);
            case GetFileLock or SetFileLock or SetFileLockWait:
                return RecordLockCalls.Control(caller, file, a.I0, (RecordLockRequest)(a.I1 - GetFileLock), true, a.A2);
            case SetOwner:
                return FileOwnerCalls.Set(caller, file, a.I2);
            case GetOwner:
                return file.SignalOwner.Number;
            case SetOwnerExtended:
                return FileOwnerCalls.SetExtended(caller, file, a.A2);
            case GetOwnerExtended:
                return FileOwnerCalls.GetExtended(caller, file, a.A2);
            case AddSeals:
                return SealCalls.Add(caller, file, (FileSeals)a.I2);
            case GetSeals:
                return SealCalls.Get(file);
            case SetPipeSize or GetPipeSize:
                if (file is not PipeFile end) return Errno.EBADF.ToResult();
                error = a.I1 == SetPipeSize ? end.Pipe.Resize((uint)a.A2) : Errno.None;
                return error != Errno.None ? error.ToResult() : end.Pipe.Capacity;
            default:
                return Errno.EINVAL.ToResult();
        }
    }

    /// <summary>ioctl(2).</summary>
    public static long DeviceControl(ProcessThread caller, Arguments a)
    {
        if (caller.File(a.I0) is not { } file) return Errno.EBADF.ToResult();
        switch ((uint)a.A1)
        {
            case SetCloseOnExecRequest or ClearCloseOnExecRequest:
                caller.Process.Files.SetCloseOnExec(a.I0, (uint)a.A1 == SetCloseOnExecRequest);
                return 0;
            case NonBlockRequest:
                if (caller.Space.Read(a.A2, out int isOn) != Errno.None) return Errno.EFAULT.ToResult();
                file.Flags = isOn != 0 ? file.Flags | OpenFlags.NonBlock : file.Flags & ~OpenFlags.NonBlock;
                return 0;
            default:
                return file.Control((uint)a.A1, a.A2, caller.Space, caller);
        }
    }

    private static long OpenAt(ProcessThread caller, int directory, ulong address, int flagBits, ulong mode)
    {
        OpenFlags flags = (OpenFlags)flagBits;
        Errno error = caller.ReadPathAt(directory, address, out string path, out PathNode? start);
        OpenFile? file = null;
        if (error == Errno.None) error = caller.Kernel.Vfs.Open(caller.Process.Paths, start, path, flags, (FileMode)mode & FileMode.PermissionMask, out file);
        if (error != Errno.None) return error.ToResult();
        file!.Path = path;
        while (file.IsOpening)
        {
            // A FIFO is opened when its other end is too (fifo(7)).
            if (Blocking.Wait(caller, file) is var refused and not 0)
            {
                file.Release();
                return refused;
            }
        }
        return caller.AddFile(file, (flags & OpenFlags.CloseOnExec) != 0);
    }

    private static long Duplicate(ProcessThread caller, int descriptor, int lowest, bool closeOnExec)
    {
        if (caller.AnyFile(descriptor) is not { } file) return Errno.EBADF.ToResult();
        ulong limit = caller.Process.Limits[ResourceLimits.OpenFiles].Soft;
        if (lowest < 0 || (ulong)lowest >= limit) return Errno.EINVAL.ToResult();
        file.Retain();
        int added = caller.Process.Files.Add(file, lowest, closeOnExec, limit);
        if (added < 0) file.Release();
        return added;
    }

    private static long DuplicateTo(ProcessThread caller, int from, int to, bool closeOnExec)
    {
        if (caller.AnyFile(from) is not { } file || to < 0 || (ulong)to >= caller.Process.Limits[ResourceLimits.OpenFiles].Soft) return Errno.EBADF.ToResult();
        file.Retain();
        caller.Process.Files.Replace(to, file, closeOnExec);
        return to;
    }

    private static long Pipe(ProcessThread caller, ulong address, OpenFlags flags)
    {
        const OpenFlags Direct = (OpenFlags)0x4000;
        if ((flags & ~(OpenFlags.CloseOnExec | OpenFlags.NonBlock | Direct)) != 0) return Errno.EINVAL.ToResult();
        caller.Kernel.Vfs.Pipes.Create(flags, out OpenFile reader, out OpenFile writer);
        return caller.AddFilePair(reader, writer, (flags & OpenFlags.CloseOnExec) != 0, address);
    }
}
