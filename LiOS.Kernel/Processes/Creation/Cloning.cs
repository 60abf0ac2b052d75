using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes.Memory;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Processes.Tracing;
using LiOS.Kernel.Signals;
using LiOS.Kernel.SystemCalls;
using LiOS.Kernel.SystemCalls.Processes;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Creation;

/// <summary>fork, vfork and clone: one way to make processes and threads.</summary>
internal static class Cloning
{
    private const CloneFlags ThreadNeeds = CloneFlags.Memory | CloneFlags.SignalHandlers | CloneFlags.Files | CloneFlags.FileSystem;

    /// <summary>Makes a process or a thread that goes on where its maker is.</summary>
    /// <returns>The new number, or a negated error: EINVAL, EAGAIN (too many, or no memory for two seconds), ENOMEM, EPERM (a thread pointer outside user space), EMFILE, EFAULT.</returns>
    public static long Clone(ProcessThread maker, in CloneRequest request)
    {
        Errno error = Check(request);
        if (error != Errno.None) return error.ToResult();
        Kernel kernel = maker.Kernel;
        if (!kernel.Reclaim.WaitForThread(maker)) return Errno.EAGAIN.ToResult();
        // A signal to a whole group reaches a child that is made a moment later through its maker alone.
        if (maker.MustAttend) return SystemCallResult.RestartAlways;
        bool isThread = (request.Flags & CloneFlags.Thread) != 0;
        if (IsAtLimit(maker.Process)) return Errno.EAGAIN.ToResult();
        int id = kernel.Processes.AllocateId();
        if (id == 0 || !kernel.Threads.Prepare()) return Errno.EAGAIN.ToResult();

        bool makesFile = (request.Flags & CloneFlags.PidFd) != 0;
        ulong mostFiles = maker.Process.Limits[ResourceLimits.OpenFiles].Soft;
        // Nothing may go wrong once there is a child: the descriptor must be free, and its place writable.
        if (makesFile && !maker.Process.Files.HasRoom(mostFiles)) return Errno.EMFILE.ToResult();
        if (makesFile && maker.Space.Write(request.ProcessFile, -1) != Errno.None) return Errno.EFAULT.ToResult();

        bool copiesMemory = (request.Flags & CloneFlags.Memory) == 0;
        if (copiesMemory && kernel.MemoryPolicy.Overcommit == MemoryPolicy.Never && !kernel.MemoryPolicy.MayPromise(maker.Space.Measure().Promised))
            return Errno.ENOMEM.ToResult();
        ProcessMemory? memory = (request.Flags & CloneFlags.Memory) != 0 ? maker.Process.Memory : maker.Process.Memory.Fork();
        if (memory is null) return Errno.ENOMEM.ToResult();
        UserContext? context = maker.Context.Clone(memory.Space);
        if (context is null)
        {
            if (memory != maker.Process.Memory) memory.Release();
            return Errno.ENOMEM.ToResult();
        }

        Process process = isThread ? maker.Process : MakeProcess(maker, id, memory, request);
        if (copiesMemory) kernel.MemoryPolicy.Supervise(process);
        if (!isThread && process.Limits[ResourceLimits.Cpu].Soft != ResourceLimits.Infinity) process.ProcessorTimer.Look();
        ProcessThread thread = MakeThread(maker, process, id, context, request);
        if (makesFile) maker.Space.Write(request.ProcessFile, maker.Process.Files.Add(ProcessFileCalls.Make(kernel, OpenFlags.ReadWrite, process), 0, true, mostFiles));
        if ((request.Flags & CloneFlags.ParentSetThreadId) != 0) maker.Space.Write(request.ParentThreadId, id);
        // A bad address costs the child the number and nothing else, as on Linux.
        if ((request.Flags & CloneFlags.ChildSetThreadId) != 0) memory.Space.Write(request.ChildThreadId, id);

        int happening = TraceEventOf(request);
        bool isTold = maker.Trace is { } trace && (request.Flags & CloneFlags.Untraced) == 0 && ((int)trace.Options & (1 << happening)) != 0;
        if (isTold || (maker.Trace is not null && (request.Flags & CloneFlags.Ptrace) != 0)) TraceLinks.Adopt(maker.Trace!, thread);
        kernel.Threads.Start(thread);
        if (isTold) maker.Trace!.StopFor(happening, (ulong)id);
        if ((request.Flags & CloneFlags.Vfork) == 0) return id;
        WaitForMemory(maker, process);
        maker.Trace?.StopFor(TraceEvent.VforkDone, (ulong)id);
        return id;
    }

    /// <summary>Which event of ptrace(2) the making of a thread is.</summary>
    private static int TraceEventOf(in CloneRequest request) => (request.Flags & CloneFlags.Vfork) != 0 ? TraceEvent.Vfork
        : request.ExitSignal != Signal.Child || (request.Flags & CloneFlags.Thread) != 0 ? TraceEvent.Clone : TraceEvent.Fork;

    private static Errno Check(in CloneRequest request)
    {
        CloneFlags flags = request.Flags;
        if ((flags & CloneFlags.Namespaces) != 0) return Errno.EINVAL;
        if ((flags & CloneFlags.PidFd) != 0 && (flags & (CloneFlags.Thread | CloneFlags.Detached)) != 0) return Errno.EINVAL;
        const CloneFlags TwoNumbers = CloneFlags.PidFd | CloneFlags.ParentSetThreadId;
        if ((flags & TwoNumbers) == TwoNumbers && request.ProcessFile == request.ParentThreadId) return Errno.EINVAL;
        if ((flags & CloneFlags.SignalHandlers) != 0 && (flags & CloneFlags.Memory) == 0) return Errno.EINVAL;
        // Files and file-system state belong to the process here: a thread that does not share them is refused.
        if ((flags & CloneFlags.Thread) != 0 && (flags & ThreadNeeds) != ThreadNeeds) return Errno.EINVAL;
        if ((flags & (CloneFlags.SignalHandlers | CloneFlags.ClearSignalHandlers)) == (CloneFlags.SignalHandlers | CloneFlags.ClearSignalHandlers)) return Errno.EINVAL;
        if (request.ExitSignal is < 0 or > Signal.Last) return Errno.EINVAL;
        if ((flags & CloneFlags.SetTls) != 0 && request.ThreadPointer >= AddressSpace.UserTop) return Errno.EPERM;
        return Errno.None;
    }

    /// <summary>RLIMIT_NPROC: threads count, and who has ended and was not waited for.</summary>
    private static bool IsAtLimit(Process process)
    {
        if (process.Credentials.IsPrivileged) return false;
        ulong count = 0;
        foreach (Process other in process.Kernel.Processes.Processes)
            if (other.Credentials.UserId == process.Credentials.UserId) count += (ulong)Math.Max(other.Threads.Count, 1);
        return count >= process.Limits[ResourceLimits.Processes].Soft;
    }

    private static Process MakeProcess(ProcessThread maker, int id, ProcessMemory memory, in CloneRequest request)
    {
        Process old = maker.Process;
        CloneFlags flags = request.Flags;
        bool sharesMemory = memory == old.Memory;
        Process process = new(
            maker.Kernel,
            id,
            sharesMemory ? memory.Retain() : memory,
            (flags & CloneFlags.Files) != 0 ? old.Files.Retain() : old.Files.Copy(),
            (flags & CloneFlags.FileSystem) != 0 ? old.Paths.Share() : old.Paths.Clone())
        {
            Actions = (flags & CloneFlags.SignalHandlers) != 0 ? old.Actions
                : (flags & CloneFlags.ClearSignalHandlers) != 0 ? old.Actions.CopyForExec() : old.Actions.Copy(),
            Limits = old.Limits.Copy(),
            // A sibling's end is told as its maker's is: nobody chooses a signal for another's parent.
            ExitSignal = (flags & CloneFlags.Parent) != 0 ? old.ExitSignal : request.ExitSignal,
            MakerExecutions = (flags & CloneFlags.Parent) != 0 ? old.MakerExecutions : old.Executions,
            BorrowsMemory = (flags & CloneFlags.Vfork) != 0,
            HasNoNewPrivileges = old.HasNoNewPrivileges,
            OutOfMemoryAdjustment = old.OutOfMemoryAdjustment,
            Personality = old.Personality,
            Name = old.Name,
        };
        process.SetCredentials(old.Credentials);
        process.IsDumpable = old.IsDumpable;
        process.SetParent((flags & CloneFlags.Parent) != 0 ? old.Parent ?? old : old);
        maker.Kernel.Processes.Join(process, old.Group);
        maker.Kernel.Processes.Add(process);
        return process;
    }

    private static ProcessThread MakeThread(ProcessThread maker, Process process, int id, UserContext context, in CloneRequest request)
    {
        ref UserRegisters registers = ref context.Registers;
        registers.Rax = 0;
        if (request.StackPointer != 0) registers.Rsp = request.StackPointer;
        if ((request.Flags & CloneFlags.SetTls) != 0) context.FsBase = request.ThreadPointer;
        ProcessThread thread = new(process, id, context) { Name = maker.Name };
        thread.TellIdentity();
        thread.SetBlocked(maker.Blocked);
        if (maker.Scheduling != default) thread.Scheduling = maker.Scheduling.ForChild();
        // A new stack in the same memory must not share the alternate one either (sigaltstack(2)).
        if ((request.Flags & (CloneFlags.Memory | CloneFlags.Vfork)) != CloneFlags.Memory) thread.AlternateStack = maker.AlternateStack;
        if ((request.Flags & CloneFlags.ChildClearThreadId) != 0) thread.ClearChildThreadId = request.ChildThreadId;
        process.Add(thread);
        process.Kernel.Processes.Add(thread);
        return thread;
    }

    /// <summary>The maker of a vfork child sleeps until the child executes something or ends.</summary>
    private static void WaitForMemory(ProcessThread maker, Process child)
    {
        while (child.BorrowsMemory)
            if (maker.Sleep(child.MemoryReleased, isInterruptible: false) == WakeReason.Signal) return;
    }
}
