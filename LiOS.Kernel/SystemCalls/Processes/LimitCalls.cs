using System;
using System.Text;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Processes;

/// <summary>Limits, usage, and what a process may set about itself.</summary>
internal static class LimitCalls
{
    private const int LongestName = 15;

    /// <summary>getrlimit(2).</summary>
    public static long Get(ProcessThread caller, Arguments a) => (uint)a.I0 < ResourceLimits.Count
        ? caller.Space.Write(a.A1, caller.Process.Limits[a.I0]).ToResult()
        : Errno.EINVAL.ToResult();

    /// <summary>setrlimit(2).</summary>
    public static long Set(ProcessThread caller, Arguments a) => Change(caller, caller.Process, a.I0, a.A1);

    /// <summary>prlimit64(2).</summary>
    public static long GetAndSet(ProcessThread caller, Arguments a)
    {
        Process? target = a.I0 == 0 ? caller.Process : caller.Kernel.Processes.Find(a.I0);
        if (target is null || target.IsZombie) return Errno.ESRCH.ToResult();
        if (target != caller.Process && !caller.Process.Credentials.MayInspect(target.Credentials)) return Errno.EPERM.ToResult();
        if ((uint)a.I1 >= ResourceLimits.Count) return Errno.EINVAL.ToResult();
        ResourceLimit old = target.Limits[a.I1];
        if (a.A2 != 0 && Change(caller, target, a.I1, a.A2) is var refused and not 0) return refused;
        return a.A3 == 0 ? 0 : caller.Space.Write(a.A3, old).ToResult();
    }

    /// <summary>getrusage(2).</summary>
    public static long GetUsage(ProcessThread caller, Arguments a)
    {
        const int Self = 0, Children = -1, Thread = 1;
        Process process = caller.Process;
        process.PeakResidentPages = Math.Max(process.PeakResidentPages, caller.Space.ResidentPages);
        ProcessorTime time;
        switch (a.I0)
        {
            case Self:
                time = process.CpuTime;
                break;
            case Children:
                time = process.ChildrenCpuTime;
                break;
            case Thread:
                time = caller.CpuTime;
                break;
            default:
                return Errno.EINVAL.ToResult();
        }
        return ResourceUsage.Write(caller.Space, a.A1, time, a.I0 == Children ? 0 : process.PeakResidentPages).ToResult();
    }

    /// <summary>prctl(2).</summary>
    public static long Control(ProcessThread caller, Arguments a)
    {
        const int SetDeathSignal = 1, GetDeathSignal = 2, GetDumpable = 3, SetDumpable = 4, SetName = 15, GetName = 16, GetSeccomp = 21,
            ReadCapabilityBound = 23, SetTimerSlack = 29, GetTimerSlack = 30, SetNoNewPrivileges = 38, GetNoNewPrivileges = 39;
        const long TimerSlack = 50_000;
        const ulong LastCapability = 40;
        switch (a.I0)
        {
            case SetDeathSignal:
                if (a.A1 != 0 && !Signal.IsValid(a.A1)) return Errno.EINVAL.ToResult();
                caller.Process.ParentDeathSignal = a.I1;
                return 0;
            case GetDeathSignal:
                return caller.Space.Write(a.A1, caller.Process.ParentDeathSignal).ToResult();
            case SetName:
                return Rename(caller, a.A1);
            case GetName:
                Span<byte> name = stackalloc byte[LongestName + 1];
                name.Clear();
                Encoding.Latin1.GetBytes(caller.Name, name);
                return caller.Space.CopyOut(a.A1, name).ToResult();
            case GetDumpable:
                return caller.Process.IsDumpable ? 1 : 0;
            case SetDumpable:
                if (a.A1 > 1) return Errno.EINVAL.ToResult();
                caller.Process.IsDumpable = a.A1 == 1;
                return 0;
            case GetSeccomp or SetTimerSlack:
                return 0;
            case GetTimerSlack:
                return TimerSlack;
            case ReadCapabilityBound:
                return a.A1 > LastCapability ? Errno.EINVAL.ToResult() : 1;
            case SetNoNewPrivileges:
                if (a.A1 != 1) return Errno.EINVAL.ToResult();
                caller.Process.HasNoNewPrivileges = true;
                return 0;
            case GetNoNewPrivileges:
                return caller.Process.HasNoNewPrivileges ? 1 : 0;
            default:
                return Errno.EINVAL.ToResult();
        }
    }

    private static long Rename(ProcessThread caller, ulong address)
    {
        Span<byte> name = stackalloc byte[LongestName];
        Errno error = caller.Space.CopyInString(address, name, out int length);
        if (error == Errno.ENAMETOOLONG) length = LongestName;
        else if (error != Errno.None) return error.ToResult();
        caller.Name = Encoding.Latin1.GetString(name[..length]);
        if (caller.ThreadId == caller.Process.Id) caller.Process.Name = caller.Name;
        return 0;
    }

    private static long Change(ProcessThread caller, Process target, int number, ulong address)
    {
        if ((uint)number >= ResourceLimits.Count) return Errno.EINVAL.ToResult();
        if (caller.Space.Read(address, out ResourceLimit limit) != Errno.None) return Errno.EFAULT.ToResult();
        if (limit.Soft > limit.Hard) return Errno.EINVAL.ToResult();
        bool isRaised = limit.Hard > target.Limits[number].Hard;
        if (isRaised && !caller.Process.Credentials.IsPrivileged) return Errno.EPERM.ToResult();
        if (number == ResourceLimits.OpenFiles && limit.Hard > ResourceLimits.MostOpenFiles) return Errno.EPERM.ToResult();
        target.Limits[number] = limit;
        if (number == ResourceLimits.Cpu) target.ProcessorTimer.Look();
        if (number is ResourceLimits.AddressSpace or ResourceLimits.Data) target.Kernel.MemoryPolicy.Supervise(target);
        if (number == ResourceLimits.Stack) target.Memory.Space.LimitStack(limit.Soft);
        return 0;
    }
}
