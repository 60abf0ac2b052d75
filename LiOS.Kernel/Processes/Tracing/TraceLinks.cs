using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;

namespace LiOS.Kernel.Processes.Tracing;

/// <summary>How tracers and their threads come together and part. Called with the kernel lock held.</summary>
internal static class TraceLinks
{
    /// <summary>Whether a process may look into another one: same ids and dumpable, or the superuser (ptrace(2), "Ptrace access mode checking").</summary>
    public static bool MayAccess(Process caller, Process target) => caller == target
        || (caller.Credentials.MayInspect(target.Credentials) && (target.IsDumpable || caller.Credentials.IsPrivileged));

    /// <summary>Puts a thread under a tracer.</summary>
    public static Tracee Link(ProcessThread thread, Process tracer, bool isSeized, TraceOptions options)
    {
        Tracee trace = new(thread, tracer) { IsSeized = isSeized, Options = options };
        thread.Trace = trace;
        tracer.Tracees.Add(trace);
        return trace;
    }

    /// <summary>Puts a thread that a traced one has just made under the same tracer, to stop before its first instruction.</summary>
    public static void Adopt(Tracee maker, ProcessThread made)
    {
        Tracee trace = Link(made, maker.Tracer, maker.IsSeized, maker.Options);
        if (maker.IsSeized) trace.Interrupt();
        else SignalDelivery.Send(made, new SignalInfo { Number = Signal.Stop, Code = SignalInfo.User });
        made.RequestAttention();
    }

    /// <summary>Lets a thread go; whatever it was stopped for goes on as if nobody had looked.</summary>
    public static void Unlink(Tracee trace)
    {
        trace.Tracer.Tracees.Remove(trace);
        if (trace.Thread.Trace == trace) trace.Thread.Trace = null;
        trace.TakeBackTrapFlag();
        trace.Wake();
        trace.Thread.RequestAttention();
    }

    /// <summary>A thread has ended. That of a process's first thread is told with the process's own.</summary>
    public static void ThreadEnded(ProcessThread thread)
    {
        if (thread.Trace is not { } trace) return;
        Process process = thread.Process;
        thread.Trace = null;
        if (thread.ThreadId != process.Id) trace.Finish(thread.EndStatus);
        else if (process.ExecutingThread is null) process.FirstTrace = trace;
        // Another thread takes the place and the number of this one: nobody is told that it ended (ptrace(2), "execve(2) under ptrace").
        else trace.Tracer.Tracees.Remove(trace);
    }

    /// <summary>A thread takes the place of its process's first one, which has ended (execve(2)): nothing is told of that.</summary>
    public static void FirstReplaced(Process process)
    {
        if (process.FirstTrace is not { } trace) return;
        trace.Tracer.Tracees.Remove(trace);
        process.FirstTrace = null;
    }

    /// <summary>Whether a process that has ended is its tracer's to wait for, before its parent may.</summary>
    public static bool HoldsEnd(Process process)
    {
        if (process.FirstTrace is not { } trace) return false;
        if (trace.Tracer == process.Parent)
        {
            trace.Tracer.Tracees.Remove(trace);
            process.FirstTrace = null;
            return false;
        }
        if (trace.End is null) trace.Finish(process.Status);
        return true;
    }

    /// <summary>The tracer knows of the end of a thread.</summary>
    public static void EndReported(Tracee trace)
    {
        trace.Tracer.Tracees.Remove(trace);
        Process process = trace.Thread.Process;
        if (process.FirstTrace != trace) return;
        process.FirstTrace = null;
        ThreadEnd.NotifyParent(process);
    }

    /// <summary>A tracer has ended: its threads go on without it, or end too.</summary>
    public static void TracerEnded(Process tracer)
    {
        while (tracer.Tracees.Count > 0)
        {
            Tracee trace = tracer.Tracees[^1];
            Process process = trace.Thread.Process;
            if (trace.End is not null || process.FirstTrace == trace)
            {
                bool wasHeld = trace.End is not null && process.FirstTrace == trace;
                tracer.Tracees.Remove(trace);
                if (process.FirstTrace == trace) process.FirstTrace = null;
                if (wasHeld) ThreadEnd.NotifyParent(process);
                continue;
            }
            Unlink(trace);
            if ((trace.Options & TraceOptions.EndWithTracer) != 0) process.BeginExit(ExitStatus.Killed(Signal.Kill));
        }
    }
}
