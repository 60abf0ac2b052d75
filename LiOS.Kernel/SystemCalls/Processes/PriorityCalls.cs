using System;
using System.Collections.Generic;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Processes;

/// <summary>Nice values: getpriority(2), setpriority(2).</summary>
internal static class PriorityCalls
{
    // getpriority(2) answers 1 to 40, so that no answer looks like an error.
    private const int AnswerBase = 20;

    /// <summary>getpriority(2): the most favoured of those that are meant.</summary>
    public static long Get(ProcessThread caller, Arguments a)
    {
        Errno error = Find(caller, a.I0, a.I1, out List<ProcessThread> threads);
        if (error != Errno.None) return error.ToResult();
        int lowest = SchedulingPolicy.HighestNice;
        foreach (ProcessThread thread in threads) lowest = Math.Min(lowest, thread.Scheduling.Nice);
        return AnswerBase - lowest;
    }

    /// <summary>setpriority(2).</summary>
    public static long Set(ProcessThread caller, Arguments a)
    {
        Errno error = Find(caller, a.I0, a.I1, out List<ProcessThread> threads);
        if (error != Errno.None) return error.ToResult();
        int nice = Math.Clamp(a.I2, SchedulingPolicy.LowestNice, SchedulingPolicy.HighestNice);
        Errno result = Errno.None;
        foreach (ProcessThread thread in threads)
        {
            if (!MayChange(caller, thread)) result = Errno.EPERM;
            else if (nice < thread.Scheduling.Nice && !MayFavour(caller, thread, nice)) result = Errno.EACCES;
            else thread.Scheduling = thread.Scheduling with { Nice = nice };
        }
        return result.ToResult();
    }

    /// <summary>Whether the caller may change how a thread is scheduled: it must act for the thread's user.</summary>
    public static bool MayChange(ProcessThread caller, ProcessThread thread)
    {
        Credentials own = caller.Process.Credentials, other = thread.Process.Credentials;
        return own.IsPrivileged || own.EffectiveUserId == other.UserId || own.EffectiveUserId == other.EffectiveUserId;
    }

    /// <summary>Whether a thread may be given a lower nice value (RLIMIT_NICE, which counts from 20 downwards).</summary>
    public static bool MayFavour(ProcessThread caller, ProcessThread thread, int nice) =>
        caller.Process.Credentials.IsPrivileged || (ulong)(AnswerBase - nice) <= thread.Process.Limits[ResourceLimits.Nice].Soft;

    private static Errno Find(ProcessThread caller, int which, int id, out List<ProcessThread> threads)
    {
        const int One = 0, Group = 1, User = 2;
        threads = [];
        ProcessTable table = caller.Kernel.Processes;
        switch (which)
        {
            case One:
                if ((id == 0 ? caller : table.FindThread(id)) is { } thread) threads.Add(thread);
                break;
            case Group:
                foreach (Process member in (id == 0 ? caller.Process.Group : table.FindGroup(id))?.Members ?? []) threads.AddRange(member.Threads);
                break;
            case User:
                uint user = id == 0 ? caller.Process.Credentials.UserId : (uint)id;
                foreach (Process process in table.Processes)
                    if (process.Credentials.UserId == user) threads.AddRange(process.Threads);
                break;
            default:
                return Errno.EINVAL;
        }
        return threads.Count == 0 ? Errno.ESRCH : Errno.None;
    }
}
