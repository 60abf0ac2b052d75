using LiOS.Kernel.Files;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Tracing;

/// <summary>
/// A thread under a tracer (ptrace(2)). It stops itself, on its own way through the kernel, and sleeps until the tracer lets it go on. The
/// tracer is a process here: any of its threads may give orders. Guarded by the kernel lock.
/// </summary>
internal sealed class Tracee(ProcessThread thread, Process tracer)
{
    private const ulong NoCall = ulong.MaxValue;
    private const ulong TrapFlag = 0x100;
    private const int EventShift = 8, CallMark = 0x80;

    private readonly WaitQueue _resumed = new();
    private SignalInfo _injected;
    private TraceMode _mode;
    private bool _hasTrapFlag, _isInGroupStop, _isInterrupted, _isListening, _isAtEnd;

    /// <summary>The thread.</summary>
    public ProcessThread Thread => thread;

    /// <summary>Who traces it.</summary>
    public Process Tracer => tracer;

    /// <summary>Whether it was made a tracee by PTRACE_SEIZE.</summary>
    public bool IsSeized { get; init; }

    /// <summary>What the tracer wants.</summary>
    public TraceOptions Options { get; set; }

    /// <summary>What PTRACE_GETEVENTMSG tells.</summary>
    public ulong Message { get; private set; }

    /// <summary>The stop it is in; null while it runs.</summary>
    public TraceStop? Stop { get; private set; }

    /// <summary>Whether the tracer may look at it and give it orders.</summary>
    public bool IsStopped => Stop is not null && !_isListening;

    /// <summary>What became of the thread, for the tracer to be told; null while there is nothing of the kind.</summary>
    public ExitStatus? End { get; private set; }

    /// <summary>The number of the system call it is in (orig_rax), all ones for none. A tracer may put another one there.</summary>
    public ulong Call { get; set; } = NoCall;

    /// <summary>Whether it is to stop at the beginning and the end of system calls.</summary>
    public bool StopsAtCalls => _mode == TraceMode.Calls;

    /// <summary>Whether it has to stop before it runs its program again.</summary>
    public bool IsAsked => _isInterrupted || (thread.Process.IsStopped && !_isInGroupStop);

    /// <summary>The signal that is about to be delivered, for PTRACE_SETSIGINFO.</summary>
    public void Replace(in SignalInfo info) => Stop = Stop! with { Info = info };

    /// <summary>Lets it go on.</summary>
    /// <param name="mode">Until what.</param>
    /// <param name="signal">The signal to deliver, or 0.</param>
    public void Resume(TraceMode mode, int signal)
    {
        _mode = mode;
        _injected = signal == 0 ? default
            : Stop?.Info is { } info && info.Number == signal && Stop.Kind == TraceStopKind.Signal ? info
            : new SignalInfo { Number = signal, Code = SignalInfo.User, ProcessId = tracer.Id, UserId = tracer.Credentials.UserId };
        Release();
    }

    /// <summary>PTRACE_LISTEN: it stays stopped, but tells what changes about that.</summary>
    /// <returns>Whether it is in a stop of its group.</returns>
    public bool Listen()
    {
        if (!IsSeized || Stop is not { Kind: TraceStopKind.Group }) return false;
        _isListening = true;
        Wake();
        return true;
    }

    /// <summary>PTRACE_INTERRUPT: it stops as soon as it can.</summary>
    public void Interrupt()
    {
        _isInterrupted = true;
        Wake();
        thread.RequestAttention();
    }

    /// <summary>Its process has been stopped by a signal.</summary>
    public void BeginGroupStop() => _isInGroupStop = false;

    /// <summary>Makes it look again whether it has to stand still.</summary>
    public void Wake() => _resumed.WakeAll();

    /// <summary>Ends a stop at the thread's end, which nothing but its tracer would.</summary>
    public void Abandon()
    {
        if (_isAtEnd) Release();
    }

    /// <summary>Stops before the thread runs its program again, if it has to.</summary>
    /// <returns>Whether it did.</returns>
    public bool StopIfAsked()
    {
        if (!IsAsked) return false;
        bool isGroup = thread.Process.IsStopped;
        int signal = isGroup ? thread.Process.StopSignal : Signal.Trap;
        _isInGroupStop |= isGroup;
        _isInterrupted = false;
        int code = IsSeized ? signal | (TraceEvent.Stop << EventShift) : signal;
        StandStill(isGroup ? TraceStopKind.Group : TraceStopKind.Event, code, IsSeized ? Describe(signal, code) : null);
        return true;
    }

    /// <summary>Shows the tracer a signal before it is delivered.</summary>
    /// <param name="info">The signal; afterwards what the tracer has made of it.</param>
    /// <returns>Whether there still is one to be delivered.</returns>
    public bool Intercept(ref SignalInfo info)
    {
        _injected = info;
        StandStill(TraceStopKind.Signal, info.Number, info);
        if (thread.IsEnding || _injected.Number == 0) return false;
        info = _injected;
        if (!Signal.Contains(thread.Blocked, info.Number)) return true;
        thread.Pending.Add(info);
        return false;
    }

    /// <summary>Stops at the beginning or the end of a system call.</summary>
    public void StopAtCall(bool isEntry)
    {
        int code = (Options & TraceOptions.MarkedCalls) != 0 ? Signal.Trap | CallMark : Signal.Trap;
        _injected = default;
        StandStill(isEntry ? TraceStopKind.CallEntry : TraceStopKind.CallExit, code, Describe(Signal.Trap, code));
        if (_injected.Number != 0) SignalDelivery.Send(thread, _injected);
    }

    /// <summary>Stops at the first instruction of a signal's handler, when it was told to go one step.</summary>
    public void StopAtHandler()
    {
        if (_mode == TraceMode.Step) StandStill(TraceStopKind.Event, Signal.Trap, Describe(Signal.Trap, Signal.Trap));
    }

    /// <summary>A system call counts as one step.</summary>
    public void StepOverCall()
    {
        if (_mode == TraceMode.Step) SignalDelivery.Force(thread, new SignalInfo { Number = Signal.Trap, Code = SignalInfo.Trace, Address = thread.Context.Registers.Rip });
    }

    /// <summary>Stops for an event, if the options ask for it.</summary>
    /// <returns>Whether they do.</returns>
    public bool StopFor(int number, ulong message)
    {
        if (((int)Options & (1 << number)) == 0) return false;
        Message = message;
        int code = Signal.Trap | (number << EventShift);
        StandStill(TraceStopKind.Event, code, Describe(Signal.Trap, code));
        return true;
    }

    /// <summary>Stops at the thread's end, if the options ask for it. A killed one is not held up.</summary>
    public void StopAtEnd(ExitStatus status)
    {
        if (status.TerminatingSignal == Signal.Kill) return;
        _isAtEnd = true;
        StopFor(TraceEvent.Exit, (ulong)status.Value);
        _isAtEnd = false;
    }

    /// <summary>Puts what single steps need into the registers, just before the thread runs its program.</summary>
    public void Prepare()
    {
        ref UserRegisters registers = ref thread.Context.Registers;
        Call = NoCall;
        if (_mode != TraceMode.Step || (registers.Rflags & TrapFlag) != 0) return;
        registers.Rflags |= TrapFlag;
        _hasTrapFlag = true;
    }

    /// <summary>Takes what single steps need out of the registers: it is the tracer's tool, and neither the tracer nor the program is to see it.</summary>
    public void TakeBackTrapFlag()
    {
        if (_hasTrapFlag) thread.Context.Registers.Rflags &= ~TrapFlag;
        _hasTrapFlag = false;
    }

    /// <summary>The thread is gone: the tracer is to be told.</summary>
    public void Finish(ExitStatus status)
    {
        End = status;
        TellTracer(status.TerminatingSignal == 0 ? SignalInfo.ChildExited : SignalInfo.ChildKilled, status.TerminatingSignal == 0 ? status.Code : status.TerminatingSignal);
    }

    /// <summary>What waitid(2) tells of the stop or the end.</summary>
    public SignalInfo Describe(ExitStatus status)
    {
        if (End is null) return Tell(SignalInfo.ChildTrapped, status.Value >> EventShift);
        return status.TerminatingSignal == 0 ? Tell(SignalInfo.ChildExited, status.Code) : Tell(SignalInfo.ChildKilled, status.TerminatingSignal);
    }

    private void Release()
    {
        Stop = null;
        _isListening = false;
        Wake();
    }

    /// <summary>Tells the tracer, and sleeps until it lets the thread go on. The end of the thread is reason enough to go on, except at that end itself.</summary>
    private void StandStill(TraceStopKind kind, int code, SignalInfo? info)
    {
        if (thread.IsEnding && !_isAtEnd) return;
        TakeBackTrapFlag();
        if (thread.ShowInterruptedCall() is { } number) Call = number;
        Enter(kind, code, info);
        while (Stop is not null && thread.Trace == this && (_isAtEnd || !thread.IsEnding))
        {
            if (_isListening && (_isInterrupted || !thread.Process.IsStopped))
            {
                _isListening = _isInterrupted = false;
                int again = Signal.Trap | (TraceEvent.Stop << EventShift);
                Enter(TraceStopKind.Event, again, Describe(Signal.Trap, again));
            }
            thread.SleepForTracer(_resumed);
        }
        Stop = null;
        thread.TakeInterruptedCall(Call);
        thread.RequestAttention();
    }

    private void Enter(TraceStopKind kind, int code, SignalInfo? info)
    {
        Stop = new TraceStop(kind, code, info);
        TellTracer(kind == TraceStopKind.Group ? SignalInfo.ChildStopped : SignalInfo.ChildTrapped, code);
    }

    private void TellTracer(int reason, int status)
    {
        if (End is not null || (tracer.Actions[Signal.Child].Flags & SignalAction.NoChildStop) == 0)
            SignalDelivery.Send(tracer, Tell(reason, status));
        tracer.ChildChanged.WakeAll();
    }

    private SignalInfo Tell(int reason, int status) =>
        new() { Number = Signal.Child, Code = reason, ProcessId = thread.ThreadId, UserId = thread.Process.Credentials.UserId, Status = status };

    private SignalInfo Describe(int signal, int code) =>
        new() { Number = signal, Code = code, ProcessId = thread.ThreadId, UserId = thread.Process.Credentials.UserId };
}
