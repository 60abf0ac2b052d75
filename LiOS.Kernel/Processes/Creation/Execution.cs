using LiOS.Kernel.Elf;
using LiOS.Kernel.Files;
using LiOS.Kernel.Log;
using LiOS.Kernel.Processes.Memory;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Processes.Tracing;
using LiOS.Kernel.Signals;
using LiOS.Kernel.SystemCalls;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Creation;

/// <summary>execve(2): puts another program in the place of a process's own.</summary>
internal static class Execution
{
    /// <summary>Executes a file.</summary>
    /// <returns>A negated error number while the old program is still there; <see cref="SystemCallResult.RegistersSet"/> after that.</returns>
    public static long Execute(ProcessThread thread, PathNode node, string path, ProgramArguments arguments)
    {
        Errno error = ProgramLoader.Load(thread.Kernel, thread.Process, node, path, arguments, out LoadedProgram? program);
        if (error != Errno.None) return error.ToResult();
        if (!EndOtherThreads(thread))
        {
            // The process ends as a whole: nobody will run the new program.
            program!.Memory.Release();
            return Errno.EINTR.ToResult();
        }
        TakeOver(thread, program!);
        return SystemCallResult.RegistersSet;
    }

    private static bool EndOtherThreads(ProcessThread thread)
    {
        Process process = thread.Process;
        if (thread.IsEnding) return false;
        process.ExecutingThread = thread;
        foreach (ProcessThread other in process.Threads)
            if (other != thread) other.RequestAttention();
        while (process.Threads.Count > 1)
            if (thread.Sleep(process.ThreadEnded, isInterruptible: false) == WakeReason.Signal) return false;
        process.ExecutingThread = null;
        return true;
    }

    private static void TakeOver(ProcessThread thread, LoadedProgram program)
    {
        Process process = thread.Process;
        int oldId = thread.ThreadId;
        if (oldId != process.Id)
        {
            TraceLinks.FirstReplaced(process);
            thread.Kernel.Processes.Remove(thread);
            thread.ThreadId = process.Id;
            thread.Kernel.Processes.Add(thread);
            thread.TellIdentity();
        }

        // A thread's number is cleared in the old memory, where someone may wait for it.
        ulong clear = thread.ClearChildThreadId;
        if (clear != 0 && process.Memory.IsShared && thread.Space.Write(clear, 0) == Errno.None) thread.Kernel.Futexes.Wake(thread.Space, clear, true, 1);
        RobustFutexes.Release(thread);
        thread.ClearChildThreadId = 0;
        thread.RobustList = 0;

        ProcessMemory old = process.Memory;
        thread.Context.Space = program.Memory.Space;
        process.Memory = program.Memory;
        process.Kernel.MemoryPolicy.Supervise(process);
        old.Release();
        process.ReturnMemory();

        thread.Context.Reset(program.Entry, program.StackPointer);
        process.Files = process.Files.MakeOwn();
        process.Files.CloseForExec();
        process.Actions = process.Actions.CopyForExec();
        thread.AlternateStack = default;
        thread.Name = process.Name = program.Name;
        process.SetCredentials(program.Credentials);
        process.Timers.Clear();
        process.ExitSignal = Signal.Child;
        process.Executions++;
        process.IsDumpable = program.Credentials.UserId == program.Credentials.EffectiveUserId && program.Credentials.GroupId == program.Credentials.EffectiveGroupId;
        Process.Log.Write(LogLevel.Debug, $"{process.Id} executes {program.Name}");
        if (thread.Trace is not { } trace || trace.StopFor(TraceEvent.Execution, (ulong)oldId) || trace.IsSeized) return;
        SignalDelivery.Send(thread, new SignalInfo { Number = Signal.Trap, Code = SignalInfo.User, ProcessId = process.Id, UserId = process.Credentials.UserId });
    }
}
