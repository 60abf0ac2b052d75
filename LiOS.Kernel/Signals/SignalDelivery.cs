using LiOS.Kernel.Log;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;

namespace LiOS.Kernel.Signals;

/// <summary>Sending signals, and what they do when they arrive. Called with the kernel lock held.</summary>
internal static class SignalDelivery
{
    internal static readonly Logger Log = new("signal");

    /// <summary>Sends a signal to every process of a group.</summary>
    public static void Send(ProcessGroup group, in SignalInfo info)
    {
        // Copied: a signal can end a member at once only on its own thread, but stays safe against changes all the same.
        foreach (Process member in System.Linq.Enumerable.ToArray(group.Members)) Send(member, info);
    }

    /// <summary>Sends a signal to a process; any thread that does not block it may take it.</summary>
    /// <returns>False when the queue of real-time signals is full.</returns>
    public static bool Send(Process process, in SignalInfo info)
    {
        Log.Write(LogLevel.Trace, $"signal {info.Number}, code {info.Code}, to process {process.Id}");
        if (!Prepare(process, info)) return true;
        if (IsIgnoredNow(process, null, info.Number)) return true;
        if (!process.Pending.Add(info)) return false;
        process.SignalQueued.WakeAll();
        foreach (ProcessThread thread in process.Threads)
        {
            if (!thread.Accepts(info.Number)) continue;
            thread.RequestAttention();
            break;
        }
        return true;
    }

    /// <summary>Sends a signal to one thread.</summary>
    /// <returns>False when the queue of real-time signals is full.</returns>
    public static bool Send(ProcessThread thread, in SignalInfo info)
    {
        Log.Write(LogLevel.Trace, $"signal {info.Number}, code {info.Code}, to thread {thread.ThreadId}");
        if (!Prepare(thread.Process, info)) return true;
        if (IsIgnoredNow(thread.Process, thread, info.Number)) return true;
        if (!thread.Pending.Add(info)) return false;
        thread.Process.SignalQueued.WakeAll();
        if (thread.Accepts(info.Number)) thread.RequestAttention();
        return true;
    }

    /// <summary>Sends a signal that the thread's own instruction caused: it cannot be blocked or ignored.</summary>
    public static void Force(ProcessThread thread, in SignalInfo info)
    {
        ref SignalAction action = ref thread.Process.Actions[info.Number];
        if (Signal.Contains(thread.Blocked, info.Number) || action.Handler == SignalAction.Ignore)
        {
            action = default;
            thread.SetBlocked(thread.Blocked & ~Signal.Set(info.Number));
        }
        if (!action.IsCaught && thread.Trace is null) thread.Process.BeginExit(ExitStatus.Killed(info.Number));
        else thread.Pending.Add(info);
        thread.RequestAttention();
    }

    /// <summary>
    /// Brings a thread to where it may run its program again: delivers signals, sleeps while the process is stopped.
    /// </summary>
    /// <returns>False when the thread has to end instead.</returns>
    public static bool DeliverPending(ProcessThread thread)
    {
        while (true)
        {
            if (thread.IsEnding) return false;
            if (thread.Trace is { } asked && asked.StopIfAsked()) continue;
            if (thread.IsHeld)
            {
                thread.Sleep(thread.Process.Continued, isInterruptible: false);
                continue;
            }
            if (!thread.TakeSignal(~thread.Blocked, out SignalInfo info)) break;
            if (thread.Trace is null || thread.Trace.Intercept(ref info)) Deliver(thread, info);
        }
        thread.SettleInterruptedCall(null);
        if (thread.SavedMask is { } mask)
        {
            thread.SavedMask = null;
            thread.SetBlocked(mask);
            if (thread.MustAttend) return DeliverPending(thread);
        }
        thread.Trace?.Prepare();
        return true;
    }

    /// <summary>The SIGCHLD, or other signal, that tells a parent about a child.</summary>
    public static SignalInfo DescribeChild(Process child, int signal, ExitStatus status)
    {
        (int code, int value) = status == ExitStatus.Continued ? (SignalInfo.ChildContinued, Signal.Continue)
            : child.IsStopped ? (SignalInfo.ChildStopped, status.Code)
            : status.TerminatingSignal == 0 ? (SignalInfo.ChildExited, status.Code)
            : (SignalInfo.ChildKilled, status.TerminatingSignal);
        return new SignalInfo { Number = signal, Code = code, ProcessId = child.Id, UserId = child.Credentials.UserId, Status = value };
    }

    /// <summary>What a signal does at once, whoever blocks it: SIGKILL ends, SIGCONT continues.</summary>
    /// <returns>Whether it is to be queued as well.</returns>
    private static bool Prepare(Process process, in SignalInfo info)
    {
        if (process.IsZombie) return false;
        if (info.Number == Signal.Kill)
            foreach (ProcessThread thread in process.Threads) thread.Trace?.Abandon();
        if (process.IsEnding) return false;
        if (info.Number == Signal.Kill)
        {
            if (!IsProtected(process, info)) process.BeginExit(ExitStatus.Killed(Signal.Kill));
            return false;
        }
        if (info.Number == Signal.Continue)
        {
            RemoveEverywhere(process, Signal.Stopping);
            Continue(process);
        }
        else if (Signal.Contains(Signal.Stopping, info.Number))
        {
            RemoveEverywhere(process, Signal.Set(Signal.Continue));
        }
        return true;
    }

    private static void RemoveEverywhere(Process process, ulong set)
    {
        process.Pending.Remove(set);
        foreach (ProcessThread thread in process.Threads) thread.Pending.Remove(set);
    }

    /// <summary>An ignored signal is dropped when sent, unless it is blocked: the action may change before it is unblocked.</summary>
    private static bool IsIgnoredNow(Process process, ProcessThread? target, int signal)
    {
        if (!process.Actions.IsIgnored(signal)) return false;
        // A tracer sees those as well.
        if (target is null ? process.IsTraced : target.Trace is not null) return false;
        if (target is not null) return !Signal.Contains(target.Blocked | target.Awaited, signal);
        foreach (ProcessThread thread in process.Threads)
            if (Signal.Contains(thread.Blocked | thread.Awaited, signal)) return false;
        return true;
    }

    private static void Deliver(ProcessThread thread, in SignalInfo info)
    {
        SignalAction action = thread.Process.Actions[info.Number];
        if (action.IsCaught) CallHandler(thread, info, action);
        else if (!thread.Process.Actions.IsIgnored(info.Number)) DoDefault(thread.Process, info);
    }

    private static void CallHandler(ProcessThread thread, in SignalInfo info, in SignalAction action)
    {
        if ((action.Flags & SignalAction.ResetHandler) != 0) thread.Process.Actions[info.Number].Handler = SignalAction.Default;
        thread.SettleInterruptedCall(action);
        ulong maskToRestore = thread.SavedMask ?? thread.Blocked;
        thread.SavedMask = null;
        if (!SignalFrame.Push(thread, info, action, maskToRestore))
        {
            Log.Write(LogLevel.Info, $"{thread.Name} ({thread.ThreadId}): no room on the stack for signal {info.Number}");
            if (info.Number == Signal.Segv) thread.Process.BeginExit(ExitStatus.Killed(Signal.Segv));
            else Force(thread, new SignalInfo { Number = Signal.Segv, Code = SignalInfo.FromKernel });
            return;
        }
        ulong own = (action.Flags & SignalAction.NoDefer) != 0 ? 0 : Signal.Set(info.Number);
        thread.SetBlocked(thread.Blocked | action.Mask | own);
        thread.Trace?.StopAtHandler();
    }

    private static void DoDefault(Process process, in SignalInfo info)
    {
        if (IsProtected(process, info)) return;
        if (!Signal.Contains(Signal.Stopping, info.Number))
        {
            process.BeginExit(ExitStatus.Killed(info.Number));
            return;
        }
        // A job that nobody could continue is not stopped by its terminal.
        if (info.Number != Signal.Stop && process.Group.IsOrphaned) return;
        Stop(process, info.Number);
    }

    /// <summary>
    /// Process 1 keeps the machine alive: what others send does not end it by default. What it sends itself does, so that
    /// a command run as process 1 ends as it would under a shell.
    /// </summary>
    private static bool IsProtected(Process process, in SignalInfo info) => process.Id == 1 && info.ProcessId != 1;

    private static void Stop(Process process, int signal)
    {
        process.IsStopped = true;
        process.StopSignal = signal;
        foreach (ProcessThread thread in process.Threads) thread.Trace?.BeginGroupStop();
        process.UnreportedChange = ExitStatus.Stopped(signal);
        foreach (ProcessThread thread in process.Threads) thread.RequestAttention();
        TellParent(process, ExitStatus.Stopped(signal));
    }

    private static void Continue(Process process)
    {
        if (!process.IsStopped) return;
        process.UnreportedChange = ExitStatus.Continued;
        TellParent(process, ExitStatus.Continued);
        process.IsStopped = false;
        process.Continued.WakeAll();
        foreach (ProcessThread thread in process.Threads)
        {
            thread.Trace?.Wake();
            thread.Trace?.Tracer.ChildChanged.WakeAll();
        }
    }

    private static void TellParent(Process process, ExitStatus status)
    {
        // A parent that traces it is told of each of its threads' stops instead.
        if (process.Parent is not { IsZombie: false } parent || (process.IsTracedBy(parent) && status != ExitStatus.Continued)) return;
        if ((parent.Actions[Signal.Child].Flags & SignalAction.NoChildStop) == 0)
            Send(parent, DescribeChild(process, Signal.Child, status));
        parent.ChildChanged.WakeAll();
    }
}
