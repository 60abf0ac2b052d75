using LiOS.Kernel.Events;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Processes;

/// <summary>Processes as files: pidfd_open(2), pidfd_send_signal(2), pidfd_getfd(2).</summary>
internal static class ProcessFileCalls
{
    /// <summary>pidfd_open(2).</summary>
    public static long Open(ProcessThread caller, Arguments a)
    {
        if ((a.I1 & ~(int)OpenFlags.NonBlock) != 0 || a.I0 <= 0) return Errno.EINVAL.ToResult();
        if (caller.Kernel.Processes.Find(a.I0) is { } process) return caller.AddFile(Make(caller.Kernel, (OpenFlags)a.I1, process), true);
        // The number of a thread that is not its process's first.
        return (caller.Kernel.Processes.FindThread(a.I0) is null ? Errno.ESRCH : Errno.EINVAL).ToResult();
    }

    /// <summary>pidfd_send_signal(2).</summary>
    public static long SendSignal(ProcessThread caller, Arguments a)
    {
        if (a.I3 != 0) return Errno.EINVAL.ToResult();
        if (caller.File(a.I0) is not ProcessFile file) return Errno.EBADF.ToResult();
        if (a.I1 != 0 && !Signal.IsValid((uint)a.A1)) return Errno.EINVAL.ToResult();
        Errno error = SignalCalls.MakeInfo(caller, a.I1, a.A2, file.Process.Id, out SignalInfo info);
        if (error != Errno.None) return error.ToResult();
        return (file.IsKnown ? SignalCalls.SendTo(caller, file.Process, info) : Errno.ESRCH).ToResult();
    }

    /// <summary>pidfd_getfd(2): a descriptor for what another process has open.</summary>
    public static long GetFile(ProcessThread caller, Arguments a)
    {
        if (a.I2 != 0) return Errno.EINVAL.ToResult();
        if (caller.File(a.I0) is not ProcessFile file) return Errno.EBADF.ToResult();
        Process process = file.Process;
        if (process.IsZombie) return Errno.ESRCH.ToResult();
        if (process != caller.Process && !caller.Process.Credentials.MayInspect(process.Credentials)) return Errno.EPERM.ToResult();
        if (process.Files[a.I1] is not { } found) return Errno.EBADF.ToResult();
        found.Retain();
        return caller.AddFile(found, true);
    }

    /// <summary>Makes the file.</summary>
    public static ProcessFile Make(Kernel kernel, OpenFlags flags, Process process) => new(kernel.Anonymous.MakeNode("[pidfd]"), flags, process);
}
