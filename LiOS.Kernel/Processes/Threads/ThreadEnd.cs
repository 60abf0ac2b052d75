using LiOS.Kernel.Log;
using LiOS.Kernel.Processes.Tracing;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Threads;

/// <summary>The end of a thread, and with the last one the end of its process.</summary>
internal static class ThreadEnd
{
    /// <summary>Ends a thread, called on itself after it has left its program for good.</summary>
    public static void Finish(ProcessThread thread)
    {
        thread.Trace?.StopAtEnd(thread.EndStatus);
        RobustFutexes.Release(thread);
        ulong address = thread.ClearChildThreadId;
        if (address != 0 && thread.Space.Write(address, 0) == Errno.None) thread.Kernel.Futexes.Wake(thread.Space, address, true, 1);
        Abandon(thread);
    }

    /// <summary>Ends a thread without a look at its program's memory.</summary>
    public static void Abandon(ProcessThread thread)
    {
        Process process = thread.Process;
        TraceLinks.ThreadEnded(thread);
        process.Remove(thread);
        thread.Kernel.Processes.Remove(thread);
        thread.Context.Dispose();
        process.ThreadEnded.WakeAll();
        thread.HandOn(ulong.MaxValue);
        if (process.Threads.Count == 0) FinishProcess(process);
    }

    private static void FinishProcess(Process process)
    {
        Kernel kernel = process.Kernel;
        process.StopTimers();
        process.IsStopped = false;
        process.Files.Release();
        process.Memory.Release();
        process.ReturnMemory();
        LeaveTerminal(process);
        Process.Log.Write(LogLevel.Debug, $"{process.Name} ({process.Id}) has ended with status {process.Status.ShellStatus}");
        if (process.Id == 1)
        {
            // Nobody is left to give children to: the machine goes down.
            process.IsZombie = true;
            kernel.Finish(process.Status);
            return;
        }
        TraceLinks.TracerEnded(process);
        GiveAwayChildren(process);
        process.IsZombie = true;
        process.Ended.WakeAll();
        HangUpOrphans(process.Group, process.Parent);
        NotifyParent(process);
    }

    /// <summary>A session's leader takes the controlling terminal with it (setsid(2)).</summary>
    private static void LeaveTerminal(Process process)
    {
        Session session = process.Session;
        if (session.Id != process.Id) return;
        session.Terminal?.HangUp(session);
        if (session.LostForeground is not { } group) return;
        session.LostForeground = null;
        SignalDelivery.Send(group, new SignalInfo { Number = Signal.Hup, Code = SignalInfo.FromKernel });
        SignalDelivery.Send(group, new SignalInfo { Number = Signal.Continue, Code = SignalInfo.FromKernel });
    }

    private static void GiveAwayChildren(Process process)
    {
        while (process.Children.Count > 0)
        {
            Process child = process.Children[^1];
            child.SetParent(process.Kernel.Processes.Initial);
            // Process 1 has not chosen the signal.
            child.ExitSignal = Signal.Child;
            if (child.ParentDeathSignal != 0) SignalDelivery.Send(child, new SignalInfo { Number = child.ParentDeathSignal, ProcessId = process.Id });
            if (child.IsZombie) NotifyParent(child);
            else HangUpOrphans(child.Group, process);
        }
    }

    /// <summary>Stopped jobs that nobody is left to continue are told to end (setpgid(2), POSIX _exit).</summary>
    /// <param name="group">The job.</param>
    /// <param name="link">Who could have continued it until now; in the same job or another session it could not.</param>
    private static void HangUpOrphans(ProcessGroup group, Process? link)
    {
        if (link is null || link.Group == group || link.Session != group.Session || !group.IsOrphaned) return;
        bool hasStopped = false;
        foreach (Process member in group.Members) hasStopped |= member.IsStopped;
        if (!hasStopped) return;
        SignalDelivery.Send(group, new SignalInfo { Number = Signal.Hup, Code = SignalInfo.FromKernel });
        SignalDelivery.Send(group, new SignalInfo { Number = Signal.Continue, Code = SignalInfo.FromKernel });
    }

    /// <summary>Tells the parent of a process that it has ended, unless its tracer comes first.</summary>
    public static void NotifyParent(Process process)
    {
        if (TraceLinks.HoldsEnd(process)) return;
        Process? parent = process.Parent;
        if (parent is null || parent.IsZombie)
        {
            Reap(process);
            return;
        }
        ref SignalAction action = ref parent.Actions[Signal.Child];
        if (process.ExitSignal != 0 && process.MakerExecutions != parent.Executions) process.ExitSignal = Signal.Child;
        bool isUnwanted = process.ExitSignal == Signal.Child
            && (action.Handler == SignalAction.Ignore || (action.Flags & SignalAction.NoChildWait) != 0);
        if (process.ExitSignal != 0) SignalDelivery.Send(parent, SignalDelivery.DescribeChild(process, process.ExitSignal, process.Status));
        if (isUnwanted) Reap(process);
        parent.ChildChanged.WakeAll();
    }

    /// <summary>Forgets a process whose end nobody waits for any more.</summary>
    public static void Reap(Process process)
    {
        process.SetParent(null);
        process.Kernel.Processes.Remove(process);
        process.Ended.WakeAll();
    }
}
