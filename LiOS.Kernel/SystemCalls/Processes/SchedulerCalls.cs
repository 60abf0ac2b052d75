using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.SystemCalls.Time;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Processes;

/// <summary>Scheduling policies (sched(7)); see <see cref="SchedulingPolicy"/> for what they do.</summary>
internal static class SchedulerCalls
{
    private const int ResetOnFork = 0x4000_0000;
    private const int Deadline = 6;

    /// <summary>sched_setscheduler(2).</summary>
    public static long Set(ProcessThread caller, Arguments a) => a.I1 < 0 ? Errno.EINVAL.ToResult() : Set(caller, a.I0, a.I1, a.A2);

    /// <summary>sched_setparam(2).</summary>
    public static long SetParameter(ProcessThread caller, Arguments a) => Set(caller, a.I0, null, a.A1);

    /// <summary>sched_getscheduler(2).</summary>
    public static long Get(ProcessThread caller, Arguments a)
    {
        Errno error = Find(caller, a.I0, out ProcessThread? thread);
        return error != Errno.None ? error.ToResult() : (long)thread!.Scheduling.Policy | (thread.Scheduling.ResetsOnFork ? (uint)ResetOnFork : 0);
    }

    /// <summary>sched_getparam(2).</summary>
    public static long GetParameter(ProcessThread caller, Arguments a)
    {
        if (a.A1 == 0) return Errno.EINVAL.ToResult();
        Errno error = Find(caller, a.I0, out ProcessThread? thread);
        return (error == Errno.None ? caller.Space.Write(a.A1, thread!.Scheduling.Priority) : error).ToResult();
    }

    /// <summary>sched_rr_get_interval(2): 0 for SCHED_FIFO, which has none.</summary>
    public static long GetInterval(ProcessThread caller, Arguments a)
    {
        Errno error = Find(caller, a.I0, out ProcessThread? thread);
        if (error != Errno.None) return error.ToResult();
        long slice = thread!.Scheduling.Policy == SchedulingPolicy.Fifo ? 0 : thread.Scheduling.Slice;
        return caller.Space.Write(a.A1, TimeValue.FromNanoseconds(slice)).ToResult();
    }

    /// <summary>sched_get_priority_max(2).</summary>
    public static long GetHighest(ProcessThread caller, Arguments a) => Bound(a.I0, SchedulingPolicy.MostPriority);

    /// <summary>sched_get_priority_min(2).</summary>
    public static long GetLowest(ProcessThread caller, Arguments a) => Bound(a.I0, 1);

    private static long Bound(int policy, int ofRealTime) => policy switch
    {
        SchedulingPolicy.Fifo or SchedulingPolicy.RoundRobin => ofRealTime,
        SchedulingPolicy.Other or SchedulingPolicy.Batch or SchedulingPolicy.Idle or Deadline => 0,
        _ => Errno.EINVAL.ToResult(),
    };

    private static Errno Find(ProcessThread caller, int id, out ProcessThread? thread)
    {
        thread = id == 0 ? caller : caller.Kernel.Processes.FindThread(id);
        return id < 0 ? Errno.EINVAL : thread is null ? Errno.ESRCH : Errno.None;
    }

    private static long Set(ProcessThread caller, int id, int? policyAndFlags, ulong parameter)
    {
        if (parameter == 0 || id < 0) return Errno.EINVAL.ToResult();
        if (caller.Space.Read(parameter, out int priority) != Errno.None) return Errno.EFAULT.ToResult();
        Errno error = Find(caller, id, out ProcessThread? thread);
        if (error != Errno.None) return error.ToResult();
        SchedulingPolicy old = thread!.Scheduling;
        SchedulingPolicy wanted = old with
        {
            Policy = policyAndFlags & ~ResetOnFork ?? old.Policy,
            ResetsOnFork = policyAndFlags is { } given ? (given & ResetOnFork) != 0 : old.ResetsOnFork,
            Priority = priority,
        };
        bool isKnown = wanted.Policy is SchedulingPolicy.Other or SchedulingPolicy.Batch or SchedulingPolicy.Idle || wanted.IsRealTime;
        bool isInRange = wanted.IsRealTime ? priority is >= 1 and <= SchedulingPolicy.MostPriority : priority == 0;
        if (!isKnown || !isInRange) return Errno.EINVAL.ToResult();
        if (!caller.Process.Credentials.IsPrivileged && !MayChoose(caller, thread, old, wanted)) return Errno.EPERM.ToResult();
        thread.Scheduling = wanted;
        return 0;
    }

    /// <summary>What somebody may choose who is not the superuser (sched(7), Privileges and resource limits).</summary>
    private static bool MayChoose(ProcessThread caller, ProcessThread thread, in SchedulingPolicy old, in SchedulingPolicy wanted)
    {
        ulong limit = thread.Process.Limits[ResourceLimits.RealTimePriority].Soft;
        if (wanted.IsRealTime && wanted.Policy != old.Policy && limit == 0) return false;
        if (wanted.IsRealTime && wanted.Priority > old.Priority && (ulong)wanted.Priority > limit) return false;
        bool leavesIdle = old.Policy == SchedulingPolicy.Idle && wanted.Policy != SchedulingPolicy.Idle;
        if (leavesIdle && !PriorityCalls.MayFavour(caller, thread, old.Nice)) return false;
        return PriorityCalls.MayChange(caller, thread) && (wanted.ResetsOnFork || !old.ResetsOnFork);
    }
}
