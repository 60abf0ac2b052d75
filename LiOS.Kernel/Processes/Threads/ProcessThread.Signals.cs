using LiOS.Kernel.Signals;
using LiOS.Kernel.SystemCalls;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Threads;

/// <summary>A thread's side of signals.</summary>
internal sealed partial class ProcessThread
{
    private const ulong SystemCallLength = 2;
    private const long RestartSystem = 512, RestartNoInterrupt = 513, RestartNoHandler = 514;
    private long _lastDeadline;
    private ulong _interruptedNumber;
    private long _interruptedResult;

    /// <summary>Signals sent to this thread alone.</summary>
    public PendingSignals Pending { get; } = new();

    /// <summary>Signals that are not delivered now.</summary>
    public ulong Blocked { get; private set; }

    /// <summary>Signals that sigtimedwait(2) waits for: they end its sleep although they are blocked. <see cref="EndAwaiting"/> ends it.</summary>
    public ulong Awaited { get; set; }

    /// <summary>The mask to go back to after sigsuspend, ppoll or pselect, or null.</summary>
    public ulong? SavedMask { get; set; }

    /// <summary>The alternate signal stack (sigaltstack(2)).</summary>
    public AlternateStack AlternateStack { get; set; }

    /// <summary>Whether another thread's exit_group or execve ends this one, or it has called exit itself.</summary>
    public bool IsEnding => HasExited || Process.IsEnding || (Process.ExecutingThread is { } executing && executing != this);

    /// <summary>Whether the thread itself has called exit(2).</summary>
    public bool HasExited { get; set; }

    /// <summary>What it has called exit(2) with.</summary>
    public int ExitCode { get; set; }

    /// <summary>What becomes of a thread that is ending.</summary>
    public ExitStatus EndStatus => HasExited && !Process.IsEnding ? ExitStatus.Exited(ExitCode) : Process.Status;

    /// <summary>Whether it stands still because its process is stopped. A traced one stands still for its tracer, which may let it go on.</summary>
    public bool IsHeld => Process.IsStopped && Trace is null;

    /// <summary>Whether the thread has to do something before it runs its program again.</summary>
    public bool MustAttend =>
        IsEnding || IsHeld || Trace is { IsAsked: true } || ((Pending.Set | Process.Pending.Set) & (~Blocked | Awaited)) != 0;

    /// <summary>Whether a signal could be delivered to this thread now.</summary>
    public bool Accepts(int signal) => !IsEnding && !Signal.Contains(Blocked & ~Awaited, signal);

    /// <summary>Replaces the signal mask.</summary>
    public void SetBlocked(ulong mask)
    {
        ulong refused = mask & ~Blocked;
        Blocked = mask & ~Signal.Unblockable;
        if (MustAttend) RequestAttention();
        HandOn(refused);
    }

    /// <summary>Ends the wait for <see cref="Awaited"/> signals.</summary>
    public void EndAwaiting()
    {
        ulong refused = Awaited & Blocked;
        Awaited = 0;
        HandOn(refused);
    }

    /// <summary>Leaves signals of the process to its other threads: this one may have been told of them, and does not take them any more.</summary>
    public void HandOn(ulong signals)
    {
        ulong waiting = Process.Pending.Set & signals;
        if (waiting == 0) return;
        foreach (ProcessThread other in Process.Threads)
            if (other != this && !other.IsEnding && (waiting & (~other.Blocked | other.Awaited)) != 0) other.RequestAttention();
    }

    /// <summary>Replaces the mask until the system call is over (sigsuspend, ppoll, pselect).</summary>
    public void SetBlockedForCall(ulong mask)
    {
        SavedMask ??= Blocked;
        SetBlocked(mask);
        RequestAttention();
    }

    /// <summary>Goes back to the mask from before <see cref="SetBlockedForCall"/>, if it is still to be gone back to.</summary>
    public void RestoreMask()
    {
        if (SavedMask is not { } mask) return;
        SavedMask = null;
        SetBlocked(mask);
    }

    /// <summary>Takes the next signal to deliver.</summary>
    public bool TakeSignal(ulong among, out SignalInfo info) => Pending.Take(among, out info) || Process.Pending.Take(among, out info);

    /// <summary>Remembers a system call that a signal has interrupted, until it is known whether a handler runs.</summary>
    /// <param name="number">The call's number.</param>
    /// <param name="result">One of the results of <see cref="SystemCallResult"/> that ask for a restart.</param>
    public void InterruptCall(ulong number, long result)
    {
        _interruptedNumber = number;
        _interruptedResult = result;
        RequestAttention();
    }

    /// <summary>Puts an interrupted call into the registers as tracers know it from Linux (include/linux/errno.h: ERESTARTSYS and its kin).</summary>
    /// <returns>The call's number; null when none was interrupted.</returns>
    public ulong? ShowInterruptedCall()
    {
        if (_interruptedResult == 0) return null;
        Context.Registers.Rax = unchecked((ulong)-(_interruptedResult switch
        {
            SystemCallResult.RestartIfRequested => RestartSystem,
            SystemCallResult.RestartAlways => RestartNoInterrupt,
            _ => RestartNoHandler,
        }));
        _interruptedResult = 0;
        return _interruptedNumber;
    }

    /// <summary>Takes an interrupted call back from the registers, if a tracer has left it there.</summary>
    /// <param name="number">The call's number, negative for none.</param>
    public void TakeInterruptedCall(ulong number)
    {
        if ((long)number < 0) return;
        long result = -(long)Context.Registers.Rax switch
        {
            RestartSystem => SystemCallResult.RestartIfRequested,
            RestartNoInterrupt => SystemCallResult.RestartAlways,
            RestartNoHandler => SystemCallResult.RestartIfNoHandler,
            _ => 0,
        };
        _interruptedNumber = number;
        _interruptedResult = result;
    }

    /// <summary>Decides what the interrupted call comes back with, now that a handler runs or none does.</summary>
    /// <param name="action">The action whose handler runs, or null.</param>
    public void SettleInterruptedCall(SignalAction? action)
    {
        _restartDeadline = 0;
        if (_interruptedResult == 0) return;
        bool restarts = action is not { } handler || _interruptedResult == SystemCallResult.RestartAlways ||
            (_interruptedResult == SystemCallResult.RestartIfRequested && (handler.Flags & SignalAction.Restart) != 0);
        ref UserRegisters registers = ref Context.Registers;
        if (restarts)
        {
            registers.Rax = _interruptedNumber;
            registers.Rip -= SystemCallLength;
            // Only a call that no handler came between goes on waiting until its first deadline.
            if (action is null) _restartDeadline = _lastDeadline;
        }
        else
        {
            registers.Rax = unchecked((ulong)Errno.EINTR.ToResult());
        }
        _interruptedResult = 0;
        _lastDeadline = 0;
    }
}
