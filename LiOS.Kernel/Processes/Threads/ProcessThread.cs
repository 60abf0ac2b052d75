using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using LiOS.Kernel.Log;
using LiOS.Kernel.Processes.Memory;
using LiOS.Kernel.Processes.Tracing;
using LiOS.Kernel.Signals;
using LiOS.Kernel.SystemCalls;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Threads;

/// <summary>
/// One thread of a process: a processor context in ring 3 and an ordinary .NET thread in a loop around it. Everything but
/// the loop itself is guarded by the kernel lock.
/// </summary>
internal sealed partial class ProcessThread
{
    private const uint SmallestBuffer = 4096, LargestBuffer = 64 * 1024;

    [ThreadStatic]
    private static ProcessThread? s_current;

    private byte[] _buffer = [];
    private SchedulingPolicy _scheduling;
    private Tracee? _trace;
    private volatile bool _attention;

    /// <summary>Makes a thread; it runs once it is given to the thread park.</summary>
    public ProcessThread(Process process, int threadId, UserContext context)
    {
        Process = process;
        Kernel = process.Kernel;
        ThreadId = threadId;
        Context = context;
    }

    /// <summary>The process thread that the calling .NET thread serves, or null.</summary>
    public static ProcessThread? Current => s_current;

    /// <summary>The kernel it belongs to.</summary>
    public Kernel Kernel { get; }

    /// <summary>The process it belongs to.</summary>
    public Process Process { get; }

    /// <summary>Its number, as gettid(2) reports it.</summary>
    public int ThreadId { get; set; }

    /// <summary>The processor state in ring 3.</summary>
    public UserContext Context { get; }

    /// <summary>Its side of a tracer (ptrace(2)); null while there is none.</summary>
    public Tracee? Trace
    {
        get => _trace;
        set
        {
            _trace = value;
            TellIdentity();
        }
    }

    /// <summary>How it is scheduled.</summary>
    public SchedulingPolicy Scheduling
    {
        get => _scheduling;
        set
        {
            _scheduling = value;
            Context.SetSlice(value.Slice);
        }
    }

    /// <summary>The memory its program runs in.</summary>
    public AddressSpace Space => Process.Memory.Space;

    /// <summary>The name shown by ps(1): 15 bytes at most.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where to write 0 and wake a futex at the thread's end (set_tid_address(2)); 0 for nowhere.</summary>
    public ulong ClearChildThreadId { get; set; }

    /// <summary>Head of the list of robust futexes (set_robust_list(2)); 0 for none.</summary>
    public ulong RobustList { get; set; }

    /// <summary>Tells the nucleus what getpid(2) and its kin answer; of a traced thread every call comes up here instead.</summary>
    public void TellIdentity()
    {
        if (_trace is null) Context.SetIdentity(Process.Id, ThreadId, Process.Parent?.Id ?? 0);
        else Context.SetIdentity(UserContext.Unknown, UserContext.Unknown, UserContext.Unknown);
    }

    /// <summary>
    /// A buffer for copying between files and the program. It grows to what is asked for: most programs read and write little, and there are many.
    /// </summary>
    /// <param name="size">Wanted bytes.</param>
    /// <returns>At most 64 KiB, with anything in them.</returns>
    public Span<byte> Buffer(ulong size)
    {
        uint length = (uint)Math.Min(size, LargestBuffer);
        if (_buffer.Length < length) _buffer = GC.AllocateUninitializedArray<byte>((int)BitOperations.RoundUpToPowerOf2(Math.Max(length, SmallestBuffer)));
        return _buffer.AsSpan(0, (int)length);
    }

    /// <summary>Makes the thread look for signals, stops and its end before it runs its program again.</summary>
    public void RequestAttention()
    {
        _attention = true;
        if (_sleep != SleepKind.None)
        {
            if (_sleep == SleepKind.Interruptible || IsEnding) Wake();
        }
        else if (s_current != this)
        {
            Context.Interrupt();
        }
    }

    /// <summary>The thread's life, on the .NET thread that serves it.</summary>
    public void Main()
    {
        s_current = this;
        UserContext context = Context;
        ref UserRegisters registers = ref context.Registers;
        UserExitReason reason = UserExitReason.Interrupted;
        while (true)
        {
            try
            {
                if (_attention && !Attend()) break;
                reason = context.Run();
                if (reason == UserExitReason.SystemCall) AnswerCall(ref registers);
                else if (reason != UserExitReason.Interrupted) HandleFault(context.Exit);
            }
            catch (Exception exception)
            {
                if (!Survive(exception, reason == UserExitReason.SystemCall)) break;
                reason = UserExitReason.Interrupted;
            }
        }
        s_current = null;
    }

    // In line: a part of every system call, and one frame less in a debugger.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AnswerCall(ref UserRegisters registers)
    {
        if (_trace is null) SystemCallDispatcher.Dispatch(this, ref registers);
        else TracedCalls.Dispatch(this, ref registers);
    }

    private bool Attend()
    {
        Kernel.Lock.Enter();
        bool goesOn = SignalDelivery.DeliverPending(this);
        if (goesOn) _attention = false;
        else ThreadEnd.Finish(this);
        Kernel.Lock.Exit();
        return goesOn;
    }

    private void HandleFault(in UserExit exit)
    {
        Kernel.Lock.Enter();
        FaultHandling.Handle(this, exit);
        Kernel.Lock.Exit();
    }

    /// <summary>A bug in the kernel costs the process that met it its life, not the machine. A full managed heap costs it the system call.</summary>
    /// <returns>Whether the thread can still go on or end in order; a second bug on the way there ends it at once.</returns>
    private bool Survive(Exception exception, bool isSystemCall)
    {
        if (!Kernel.Lock.IsHeld) Kernel.Lock.Enter();
        _sleep = SleepKind.None;
        bool isFirst = !Process.IsEnding;
        if (exception is OutOfMemoryException)
        {
            if (isFirst && isSystemCall)
            {
                Context.Registers.Rax = unchecked((ulong)Errno.ENOMEM.ToResult());
                Kernel.Lock.Exit();
                return true;
            }
        }
        else
        {
            SystemCallDispatcher.Log.Write(LogLevel.Error, $"bug in a system call of {Name} ({ThreadId}), number {(long)Context.Registers.Rax}: {exception}");
        }
        if (isFirst) Process.BeginExit(ExitStatus.Killed(Signal.Sys));
        else ThreadEnd.Abandon(this);
        Kernel.Lock.Exit();
        return isFirst;
    }
}
