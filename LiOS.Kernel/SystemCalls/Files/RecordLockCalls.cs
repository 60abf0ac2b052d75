using System.Runtime.InteropServices;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Locks;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Files;

/// <summary>Advisory locks: fcntl(2) on records, flock(2) on files.</summary>
internal static class RecordLockCalls
{
    private const short ReadLock = 0, WriteLock = 1, Unlock = 2;

    /// <summary>fcntl(2): F_GETLK, F_SETLK, F_SETLKW and their F_OFD_ counterparts.</summary>
    /// <param name="caller">The calling thread.</param>
    /// <param name="file">The open file.</param>
    /// <param name="descriptor">The descriptor that led to it.</param>
    /// <param name="kind">What to do.</param>
    /// <param name="isFileOwned">Whether the open file shall own the lock, rather than the process (F_OFD_...).</param>
    /// <param name="address">Address of struct flock.</param>
    public static long Control(ProcessThread caller, OpenFile file, int descriptor, RecordLockRequest kind, bool isFileOwned, ulong address)
    {
        if (caller.Space.Read(address, out Request request) != Errno.None) return Errno.EFAULT.ToResult();
        if (request.Type is < ReadLock or > Unlock || !ToRange(file, request, out long start, out long end)) return Errno.EINVAL.ToResult();
        if (isFileOwned && request.ProcessId != 0) return Errno.EINVAL.ToResult();
        object owner = isFileOwned ? file : caller.Process.Files;
        FileLock wanted = new(owner, isFileOwned ? -1 : caller.Process.Id, request.Type == WriteLock, start, end);
        FileLocks locks = LocksOf(file);
        if (kind == RecordLockRequest.Query)
        {
            if (request.Type == Unlock) return Errno.EINVAL.ToResult();
            if (locks.FindConflict(true, wanted, out FileLock other)) request = Describe(other);
            else request.Type = Unlock;
            return caller.Space.Write(address, request).ToResult();
        }
        if (request.Type == Unlock)
        {
            locks.Clear(true, owner, start, end);
            return 0;
        }
        if (request.Type == ReadLock ? !file.CanRead : !file.CanWrite) return Errno.EBADF.ToResult();
        long result = Acquire(caller, file, true, wanted, kind == RecordLockRequest.SetAndWait);
        if (result != 0 || isFileOwned || caller.AnyFile(descriptor) == file) return result;
        // Another thread has closed the descriptor while this one waited, and with it went all locks on the file.
        locks.Clear(true, owner, start, end);
        return Errno.EBADF.ToResult();
    }

    /// <summary>flock(2).</summary>
    public static long Lock(ProcessThread caller, Arguments a)
    {
        const int Shared = 1, Exclusive = 2, NonBlocking = 4, Release = 8;
        if (caller.File(a.I0) is not { } file) return Errno.EBADF.ToResult();
        switch (a.I1 & ~NonBlocking)
        {
            case Release:
                LocksOf(file).Clear(false, file, 0, long.MaxValue);
                return 0;
            case Shared or Exclusive:
                FileLock wanted = new(file, caller.Process.Id, (a.I1 & Exclusive) != 0, 0, long.MaxValue);
                return Acquire(caller, file, false, wanted, (a.I1 & NonBlocking) == 0);
            default:
                return Errno.EINVAL.ToResult();
        }
    }

    private static FileLocks LocksOf(OpenFile file) => file.Inode.Locks ??= new FileLocks();

    private static long Acquire(ProcessThread caller, OpenFile file, bool isRecord, in FileLock wanted, bool mayWait)
    {
        FileLocks locks = LocksOf(file);
        if (locks.FindConflict(isRecord, wanted, out _) && !mayWait) return Errno.EAGAIN.ToResult();
        // Another thread may close the file meanwhile: then the lock goes with its last reference, which is this one.
        file.Retain();
        long result = Wait(caller, locks, isRecord, wanted);
        if (result == 0) locks.Set(isRecord, wanted);
        file.Release();
        return result;
    }

    /// <returns>0 when nothing is in the way any more; -EDEADLK; a restart code.</returns>
    private static long Wait(ProcessThread caller, FileLocks locks, bool isRecord, in FileLock wanted)
    {
        // Owners that are processes can be told from each other while they wait; open files may be shared by anybody (fcntl(2)).
        bool canDeadlock = wanted.Owner is FileTable;
        LockWaits waits = caller.Kernel.LockWaits;
        while (locks.FindConflict(isRecord, wanted, out FileLock other))
        {
            if (canDeadlock && !waits.TryBegin(wanted.Owner, other.Owner)) return Errno.EDEADLK.ToResult();
            WakeReason reason = caller.Sleep(locks.Released);
            if (canDeadlock) waits.End(wanted.Owner, other.Owner);
            if (reason == WakeReason.Signal) return SystemCallResult.RestartIfRequested;
        }
        return 0;
    }

    private static bool ToRange(OpenFile file, in Request request, out long start, out long end)
    {
        const short Set = 0, Current = 1, End = 2;
        long origin = request.Whence switch { Set => 0, Current => file.Position, End => file.Inode.Attributes.Size, _ => -1 };
        start = end = 0;
        if (origin < 0 || (request.Start > 0 && origin > long.MaxValue - request.Start)) return false;
        start = origin + request.Start;
        // A negative length means the bytes in front (fcntl(2)); 0 means to the end of all files.
        if (request.Length > long.MaxValue - start && start >= 0) return false;
        end = request.Length == 0 ? long.MaxValue : start + request.Length;
        if (request.Length < 0) (start, end) = (end, start);
        return start >= 0 && end > start;
    }

    private static Request Describe(in FileLock held) => new()
    {
        Type = held.IsExclusive ? WriteLock : ReadLock,
        Start = held.Start,
        Length = held.End == long.MaxValue ? 0 : held.End - held.Start,
        ProcessId = held.ProcessId,
    };

    /// <summary>struct flock of fcntl(2).</summary>
    [StructLayout(LayoutKind.Explicit, Size = 32)]
    private struct Request
    {
        [FieldOffset(0)]
        public short Type;

        [FieldOffset(2)]
        public short Whence;

        [FieldOffset(8)]
        public long Start;

        [FieldOffset(16)]
        public long Length;

        [FieldOffset(24)]
        public int ProcessId;
    }
}
