using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Memory;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Memory;

/// <summary>mlock(2) and its kin. Nothing is ever swapped out: locking fills the pages, and counts.</summary>
internal static class MemoryLockCalls
{
    private const ulong PageMask = PageFrame.Size - 1;

    /// <summary>mlock(2).</summary>
    public static long Lock(ProcessThread caller, Arguments a) => Lock(caller, a.A0, a.A1, true);

    /// <summary>mlock2(2).</summary>
    public static long LockWithFlags(ProcessThread caller, Arguments a)
    {
        const int OnFault = 1;
        return (a.I2 & ~OnFault) != 0 ? Errno.EINVAL.ToResult() : Lock(caller, a.A0, a.A1, (a.I2 & OnFault) == 0);
    }

    /// <summary>munlock(2).</summary>
    public static long Unlock(ProcessThread caller, Arguments a)
    {
        if (!TryAlign(a.A0, a.A1, out ulong start, out ulong length)) return Errno.EINVAL.ToResult();
        return length == 0 ? 0 : ToLockError(caller.Space.SetLocked(start, length, false)).ToResult();
    }

    /// <summary>mlockall(2).</summary>
    public static long LockAll(ProcessThread caller, Arguments a)
    {
        const int Current = 1, Future = 2, OnFault = 4;
        if (a.I0 is 0 or OnFault || (a.I0 & ~(Current | Future | OnFault)) != 0) return Errno.EINVAL.ToResult();
        ProcessMemory memory = caller.Process.Memory;
        ResourceLimit limit = caller.Process.Limits[ResourceLimits.LockedMemory];
        if (!caller.Process.Credentials.IsPrivileged)
        {
            if (limit.Soft == 0) return Errno.EPERM.ToResult();
            if ((a.I0 & Current) != 0 && memory.Space.MappedBytes > limit.Soft) return Errno.ENOMEM.ToResult();
        }
        memory.LocksFuture = (a.I0 & Future) != 0;
        memory.HasLocks |= (a.I0 & Current) != 0;
        caller.Kernel.MemoryPolicy.Supervise(caller.Process);
        if ((a.I0 & Current) == 0) return 0;
        memory.Space.SetAllLocked(true);
        // A page that cannot be had now costs the call nothing, as on Linux: it is asked for again when it is touched.
        if ((a.I0 & OnFault) == 0) PagePopulation.Populate(caller, AddressSpace.UserBase, AddressSpace.UserTop, null);
        return 0;
    }

    /// <summary>munlockall(2).</summary>
    public static long UnlockAll(ProcessThread caller, Arguments a)
    {
        caller.Process.Memory.LocksFuture = false;
        caller.Space.SetAllLocked(false);
        return 0;
    }

    /// <summary>Whether a process may lock more.</summary>
    /// <returns>None; EPERM (it may lock nothing); ENOMEM (not so much).</returns>
    public static Errno Check(Process process, ulong bytes)
    {
        if (process.Credentials.IsPrivileged) return Errno.None;
        ulong limit = process.Limits[ResourceLimits.LockedMemory].Soft;
        if (limit == 0) return Errno.EPERM;
        return bytes > limit || process.Memory.Space.Measure().Locked * PageFrame.Size > limit - bytes ? Errno.ENOMEM : Errno.None;
    }

    private static long Lock(ProcessThread caller, ulong address, ulong bytes, bool fills)
    {
        if (!TryAlign(address, bytes, out ulong start, out ulong length)) return Errno.EINVAL.ToResult();
        if (length == 0) return 0;
        Errno error = Check(caller.Process, length);
        if (error == Errno.None) error = ToLockError(caller.Space.SetLocked(start, length, true));
        if (error != Errno.None) return error.ToResult();
        caller.Process.Memory.HasLocks = true;
        caller.Kernel.MemoryPolicy.Supervise(caller.Process);
        if (fills) error = PagePopulation.Populate(caller, start, start + length, null);
        return error == Errno.None ? 0 : Errno.ENOMEM.ToResult();
    }

    private static bool TryAlign(ulong address, ulong bytes, out ulong start, out ulong length)
    {
        start = address & ~PageMask;
        ulong end = unchecked(address + bytes + PageMask) & ~PageMask;
        length = end - start;
        return end >= start && length >= bytes;
    }

    /// <summary>Addresses outside user space are not mapped, which is what Linux says of them.</summary>
    private static Errno ToLockError(Errno error) => error == Errno.EINVAL ? Errno.ENOMEM : error;
}
