using System.Collections.Generic;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Processes.Tracing;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.Processes;

/// <summary>Waiting for children (wait4(2), waitid(2)).</summary>
internal static class ChildWait
{
#pragma warning disable CS1591 // The options of waitid(2) and wait4(2).
    public const int NoHang = 1, Stopped = 2, Exited = 4, Continued = 8, NoWait = 0x0100_0000, NoThread = 0x2000_0000, All = 0x4000_0000, Clone = unchecked((int)0x8000_0000);
#pragma warning restore CS1591

    /// <summary>Waits until a child has something to tell.</summary>
    /// <param name="caller">The calling thread.</param>
    /// <param name="processId">The child wanted, or 0 for any.</param>
    /// <param name="groupId">The process group wanted, or 0 for any.</param>
    /// <param name="options">What may be told, and whether to wait.</param>
    /// <param name="found">What was told; null when there is nothing yet and <see cref="NoHang"/> is set.</param>
    /// <returns>None; ECHILD; EINTR, which the caller turns into a restart.</returns>
    public static Errno Wait(ProcessThread caller, int processId, int groupId, int options, out ChildEvent? found)
    {
        Process process = caller.Process;
        while (true)
        {
            bool hasAny = false;
            found = null;
            IReadOnlyList<Process> children = process.Children;
            for (int i = 0; i < children.Count && found is null; i++)
            {
                Process child = children[i];
                if ((processId != 0 && child.Id != processId) || (groupId != 0 && child.Group.Id != groupId) || !IsMeant(child, options)) continue;
                hasAny = true;
                found = Look(process, child, options);
            }
            for (int i = 0; i < process.Tracees.Count && found is null; i++)
            {
                Tracee trace = process.Tracees[i];
                if ((processId != 0 && trace.Thread.ThreadId != processId) || (groupId != 0 && trace.Thread.Process.Group.Id != groupId)) continue;
                hasAny = true;
                found = Look(trace, options);
            }
            if (found is { } change)
            {
                if ((options & NoWait) == 0) Consume(process, change);
                return Errno.None;
            }
            if (!hasAny) return Errno.ECHILD;
            if ((options & NoHang) != 0) return Errno.None;
            if (caller.Sleep(process.ChildChanged) == WakeReason.Signal) return Errno.EINTR;
        }
    }

    /// <summary>Whether children of its kind are asked for: those that end with another signal than SIGCHLD are another kind (__WCLONE).</summary>
    private static bool IsMeant(Process child, int options) => (options & All) != 0 || child.ExitSignal != Signal.Child == ((options & Clone) != 0);

    private static ChildEvent? Look(Process parent, Process child, int options)
    {
        // A tracer waits for the end before the parent can.
        if (child.FirstTrace is not null) return null;
        if (child.IsZombie) return (options & Exited) != 0 ? new ChildEvent(child, child.Status, child.CpuTime + child.ChildrenCpuTime) : null;
        if (child.UnreportedChange is not { } status) return null;
        int wanted = status == ExitStatus.Continued ? Continued : Stopped;
        if (wanted == Stopped && child.IsTracedBy(parent)) return null;
        return (options & wanted) != 0 ? new ChildEvent(child, status, child.CpuTime + child.ChildrenCpuTime) : null;
    }

    /// <summary>A stop is told whether it was asked for or not (ptrace(2)).</summary>
    private static ChildEvent? Look(Tracee trace, int options)
    {
        Process process = trace.Thread.Process;
        if (trace.End is { } end) return (options & Exited) != 0 ? new ChildEvent(process, end, process.CpuTime, trace) : null;
        return trace.Stop is { IsReported: false } stop ? new ChildEvent(process, ExitStatus.Stopped(stop.Code), process.CpuTime, trace) : null;
    }

    private static void Consume(Process parent, in ChildEvent change)
    {
        if (change.Trace is { } trace)
        {
            if (trace.End is not null) TraceLinks.EndReported(trace);
            else trace.Stop!.IsReported = true;
            return;
        }
        if (!change.Child.IsZombie)
        {
            change.Child.UnreportedChange = null;
            return;
        }
        parent.ChildrenCpuTime += change.Child.CpuTime + change.Child.ChildrenCpuTime;
        ThreadEnd.Reap(change.Child);
    }
}
