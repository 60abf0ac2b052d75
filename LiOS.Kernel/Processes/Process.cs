using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Kernel.Log;
using LiOS.Kernel.Processes.Memory;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Processes.Timers;
using LiOS.Kernel.Processes.Tracing;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.Processes;

/// <summary>A process: what its threads share. Guarded by the kernel lock.</summary>
internal sealed class Process
{
    internal static readonly Logger Log = new("proc");

    private readonly List<Process> _children = [];
    private readonly List<ProcessThread> _threads = [];
    private SignalTimer? _realTimer;
    private ProcessorTimer? _processorTimer;

    /// <summary>Makes a process; it is not yet in the process table and has no thread.</summary>
    public Process(Kernel kernel, int id, ProcessMemory memory, FileTable files, PathContext paths)
    {
        Kernel = kernel;
        Id = id;
        Memory = memory;
        Files = files;
        Paths = paths;
        StartTime = kernel.Machine.MonotonicNanoseconds;
    }

#pragma warning disable CS1591 // Each is a part of credentials(7) or clone(2) under its own name.
    public Kernel Kernel { get; }

    public int Id { get; }

    public ProcessMemory Memory { get; set; }

    public FileTable Files { get; set; }

    public PathContext Paths { get; set; }

    public required SignalActions Actions { get; set; }

    public PendingSignals Pending { get; } = new();

    public required ResourceLimits Limits { get; init; }

    public ProcessGroup Group { get; set; } = null!;

    public Session Session => Group.Session;

    public Process? Parent { get; private set; }

    public IReadOnlyList<Process> Children => _children;

    public IReadOnlyList<ProcessThread> Threads => _threads;
#pragma warning restore CS1591

    /// <summary>Who it acts for.</summary>
    public Credentials Credentials { get; private set; } = Credentials.Root;

    /// <summary>Monotonic nanoseconds of its start.</summary>
    public long StartTime { get; }

    /// <summary>The name shown by ps(1), kept when the last thread is gone.</summary>
    public string Name { get; set; } = "";

    /// <summary>The signal the parent gets at its end (clone(2)); 0 for none. One that has executed a program, or has lost its maker, ends with SIGCHLD.</summary>
    public int ExitSignal { get; set; } = Signal.Child;

    /// <summary>How many programs its maker had executed when it was made: another program is not told of its end by a signal that it did not choose.</summary>
    public int MakerExecutions { get; init; }

    /// <summary>PR_SET_NO_NEW_PRIVS: execve(2) no longer changes ids by the file's mode.</summary>
    public bool HasNoNewPrivileges { get; set; }

    /// <summary>The signal it gets at its parent's end (PR_SET_PDEATHSIG); 0 for none.</summary>
    public int ParentDeathSignal { get; set; }

    /// <summary>How much sooner, or later, than others it is ended when memory runs out (oom_score_adj of proc(5)): -1000 to 1000.</summary>
    public int OutOfMemoryAdjustment { get; set; }

    /// <summary>The flags of personality(2).</summary>
    public uint Personality { get; set; }

    /// <summary>How many programs it has executed since it was forked. When there is one, its parent may no longer move it to another group.</summary>
    public int Executions { get; set; }

    /// <summary>Whether its threads are to end, with <see cref="Status"/>.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>What wait4(2) reports of its end.</summary>
    public ExitStatus Status { get; set; }

    /// <summary>Whether all its threads are gone and it waits for being waited for.</summary>
    public bool IsZombie { get; set; }

    /// <summary>The thread that is executing another program, so that all others end; or null.</summary>
    public ProcessThread? ExecutingThread { get; set; }

    /// <summary>Whether a signal has stopped it.</summary>
    public bool IsStopped { get; set; }

    /// <summary>The signal that has stopped it.</summary>
    public int StopSignal { get; set; }

    /// <summary>The threads it traces, of other processes (ptrace(2)).</summary>
    public List<Tracee> Tracees { get; } = [];

    /// <summary>The first thread under its tracer, once it has ended: the tracer is told of the end of the process before the parent is. Null when it was not traced.</summary>
    public Tracee? FirstTrace { get; set; }

    /// <summary>Whether others with its ids may look into it (PR_SET_DUMPABLE of prctl(2)).</summary>
    public bool IsDumpable { get; set; } = true;

    /// <summary>A stop or continuation that the parent has not been told by wait4(2) yet.</summary>
    public ExitStatus? UnreportedChange { get; set; }

    /// <summary>Its directories in /proc, one for each of these file systems that was asked for it. Kept here, so that they end with the process.</summary>
    public List<Inode> ProcDirectories { get; } = [];

    /// <summary>Woken when it, or one of its threads, is sent a signal that waits to be delivered (signalfd(2)).</summary>
    public WaitQueue SignalQueued { get; } = new();

    /// <summary>Woken when its last thread has ended, and again when it has been waited for (pidfd_open(2)).</summary>
    public WaitQueue Ended { get; } = new();

    /// <summary>Woken when a child changes its state.</summary>
    public WaitQueue ChildChanged { get; } = new();

    /// <summary>Woken when it goes on after a stop.</summary>
    public WaitQueue Continued { get; } = new();

    /// <summary>Woken when a thread ends.</summary>
    public WaitQueue ThreadEnded { get; } = new();

    /// <summary>Woken when it no longer uses its parent's memory (vfork(2)).</summary>
    public WaitQueue MemoryReleased { get; } = new();

    /// <summary>Whether it still runs in its parent's memory while that waits (vfork(2)).</summary>
    public bool BorrowsMemory { get; set; }

    /// <summary>ITIMER_VIRTUAL, ITIMER_PROF and RLIMIT_CPU.</summary>
    public ProcessorTimer ProcessorTimer => _processorTimer ??= new ProcessorTimer(this);

    /// <summary>ITIMER_REAL.</summary>
    public SignalTimer RealTimer => _realTimer ??= new SignalTimer(this, new SignalInfo { Number = Signal.Alarm, Code = SignalInfo.FromKernel });

    /// <summary>Timers of timer_create(2).</summary>
    public PosixTimers Timers { get; } = new();

    /// <summary>Processor time of threads that are gone.</summary>
    public ProcessorTime PastCpuTime { get; set; }

    /// <summary>Processor time of children that have been waited for.</summary>
    public ProcessorTime ChildrenCpuTime { get; set; }

    /// <summary>The largest resident set so far, in pages, as far as it was looked at.</summary>
    public ulong PeakResidentPages { get; set; }

    /// <summary>The most address space so far, in pages, as far as it was looked at.</summary>
    public ulong PeakMappedPages { get; set; }

    /// <summary>Processor time so far.</summary>
    public ProcessorTime CpuTime
    {
        get
        {
            ProcessorTime sum = PastCpuTime;
            foreach (ProcessThread thread in _threads) sum += thread.CpuTime;
            return sum;
        }
    }

    /// <summary>Adds a thread.</summary>
    public void Add(ProcessThread thread) => _threads.Add(thread);

    /// <summary>Removes a thread that has ended.</summary>
    public void Remove(ProcessThread thread)
    {
        ProcessorTime time = thread.CpuTime;
        PastCpuTime += time;
        Kernel.Processes.PastUserTime += time.User;
        _threads.Remove(thread);
    }

    /// <summary>Gives the process to a parent.</summary>
    public void SetParent(Process? parent)
    {
        Parent?._children.Remove(this);
        Parent = parent;
        parent?._children.Add(this);
        foreach (ProcessThread thread in _threads) thread.TellIdentity();
    }

    /// <summary>Changes who the process acts for, in file access too.</summary>
    public void SetCredentials(Credentials credentials)
    {
        bool isSame = credentials.EffectiveUserId == Credentials.EffectiveUserId && credentials.EffectiveGroupId == Credentials.EffectiveGroupId;
        // What it has in memory may be nothing for whoever it acts for now.
        IsDumpable &= isSame;
        // What acts for somebody else now must not be ended by its parent's end (PR_SET_PDEATHSIG of prctl(2)).
        if (!isSame) ParentDeathSignal = 0;
        Credentials = credentials;
        Paths.UserId = credentials.EffectiveUserId;
        Paths.GroupId = credentials.EffectiveGroupId;
        Paths.Groups = credentials.Groups;
    }

    /// <summary>Whether its first thread has a certain tracer.</summary>
    public bool IsTracedBy(Process tracer) => TraceOfFirst?.Tracer == tracer;

    /// <summary>Whether its first thread has a tracer.</summary>
    public bool IsTraced => TraceOfFirst is not null;

    private Tracee? TraceOfFirst => Kernel.Processes.FindThread(Id)?.Trace;

    /// <summary>Whether one of its threads is traced by somebody who is not the superuser: it then gains no rights by executing a file (execve(2)).</summary>
    public bool IsTracedWithoutPrivilege()
    {
        foreach (ProcessThread thread in _threads)
            if (thread.Trace is { Tracer.Credentials.IsPrivileged: false }) return true;
        return false;
    }

    /// <summary>Makes every thread end. The first reason counts.</summary>
    public void BeginExit(ExitStatus status)
    {
        if (IsEnding || IsZombie) return;
        IsEnding = true;
        Status = status;
        if (status.TerminatingSignal != 0) Log.Write(LogLevel.Debug, $"{Name} ({Id}) is ended by signal {status.TerminatingSignal}");
        foreach (ProcessThread thread in _threads) thread.RequestAttention();
    }

    /// <summary>Stops all timers.</summary>
    public void StopTimers()
    {
        _realTimer?.Set(null, 0);
        _processorTimer?.Stop();
        Timers.Clear();
    }

    /// <summary>Takes all pages of its memory, before its threads have noticed that they are to end: they never run their program again.</summary>
    public void GiveUpPages()
    {
        // What the threads hold in shared memory is handed on while their lists can still be read.
        foreach (ProcessThread thread in _threads)
        {
            RobustFutexes.Release(thread);
            thread.RobustList = 0;
        }
        Memory.Space.Reap();
    }

    /// <summary>Says that the process no longer uses its parent's memory.</summary>
    public void ReturnMemory()
    {
        BorrowsMemory = false;
        MemoryReleased.WakeAll();
    }
}
