using System;
using System.Runtime.InteropServices;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Kernel.SystemCalls.Time;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Processes;

/// <summary>Signals: setting, blocking, sending and waiting for them.</summary>
internal static class SignalCalls
{
    private const ulong SetSize = sizeof(ulong);

    /// <summary>rt_sigaction(2).</summary>
    public static long SetAction(ProcessThread caller, Arguments a)
    {
        if (!Signal.IsValid((uint)a.A0) || a.A3 != SetSize) return Errno.EINVAL.ToResult();
        int signal = a.I0;
        SignalAction wanted = default;
        if (a.A1 != 0)
        {
            if (Signal.Contains(Signal.Unblockable, signal)) return Errno.EINVAL.ToResult();
            if (caller.Space.Read(a.A1, out wanted) != Errno.None) return Errno.EFAULT.ToResult();
        }
        ref SignalAction action = ref caller.Process.Actions[signal];
        SignalAction old = action;
        if (a.A1 != 0)
        {
            wanted.Mask &= ~Signal.Unblockable;
            action = wanted;
            // Ignoring a signal forgets those that wait (POSIX, sigaction).
            if (caller.Process.Actions.IsIgnored(signal)) Forget(caller.Process, signal);
        }
        return a.A2 == 0 ? 0 : caller.Space.Write(a.A2, old).ToResult();
    }

    /// <summary>rt_sigprocmask(2).</summary>
    public static long SetMask(ProcessThread caller, Arguments a)
    {
        const int Block = 0, Unblock = 1, Replace = 2;
        if (a.A3 != SetSize) return Errno.EINVAL.ToResult();
        ulong old = caller.Blocked;
        if (a.A1 != 0)
        {
            if (caller.Space.Read(a.A1, out ulong set) != Errno.None) return Errno.EFAULT.ToResult();
            switch (a.I0)
            {
                case Block:
                    caller.SetBlocked(old | set);
                    break;
                case Unblock:
                    caller.SetBlocked(old & ~set);
                    break;
                case Replace:
                    caller.SetBlocked(set);
                    break;
                default:
                    return Errno.EINVAL.ToResult();
            }
        }
        return a.A2 == 0 ? 0 : caller.Space.Write(a.A2, old).ToResult();
    }

    /// <summary>rt_sigpending(2).</summary>
    public static long GetPending(ProcessThread caller, Arguments a)
    {
        if (a.A1 > SetSize) return Errno.EINVAL.ToResult();
        ulong pending = (caller.Pending.Set | caller.Process.Pending.Set) & caller.Blocked;
        return caller.Space.CopyOut(a.A0, MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in pending))[..(int)a.A1]).ToResult();
    }

    /// <summary>rt_sigsuspend(2).</summary>
    public static long Suspend(ProcessThread caller, Arguments a)
    {
        if (a.A1 != SetSize) return Errno.EINVAL.ToResult();
        if (caller.Space.Read(a.A0, out ulong mask) != Errno.None) return Errno.EFAULT.ToResult();
        caller.SetBlockedForCall(mask);
        return Pause(caller, a);
    }

    /// <summary>pause(2).</summary>
    public static long Pause(ProcessThread caller, Arguments a)
    {
        while (caller.Sleep(null) != WakeReason.Signal)
        {
        }
        return SystemCallResult.RestartIfNoHandler;
    }

    /// <summary>rt_sigreturn(2).</summary>
    public static long Return(ProcessThread caller, Arguments a)
    {
        if (!SignalFrame.Pop(caller))
            SignalDelivery.Force(caller, new SignalInfo { Number = Signal.Segv, Code = SignalInfo.FromKernel });
        return SystemCallResult.RegistersSet;
    }

    /// <summary>rt_sigtimedwait(2).</summary>
    public static long TimedWait(ProcessThread caller, Arguments a)
    {
        if (a.A3 != SetSize) return Errno.EINVAL.ToResult();
        if (caller.Space.Read(a.A0, out ulong set) != Errno.None) return Errno.EFAULT.ToResult();
        set &= ~Signal.Unblockable;
        long timeout = ProcessThread.Forever;
        if (a.A2 != 0)
        {
            if (caller.Space.Read(a.A2, out TimeValue value) != Errno.None) return Errno.EFAULT.ToResult();
            if (!value.TryGetNanoseconds(out timeout)) return Errno.EINVAL.ToResult();
        }
        long deadline = caller.DeadlineAfter(timeout);
        SignalInfo info;
        caller.Awaited = set;
        while (!caller.TakeSignal(set, out info))
        {
            WakeReason reason = caller.Sleep(null, deadline);
            if (reason == WakeReason.Woken || ((caller.Pending.Set | caller.Process.Pending.Set) & set) != 0) continue;
            caller.EndAwaiting();
            return (reason == WakeReason.TimedOut ? Errno.EAGAIN : Errno.EINTR).ToResult();
        }
        caller.EndAwaiting();
        if (a.A1 == 0) return info.Number;
        Span<byte> bytes = stackalloc byte[SignalInfo.Size];
        info.Write(bytes);
        return caller.Space.CopyOut(a.A1, bytes) == Errno.None ? info.Number : Errno.EFAULT.ToResult();
    }

    /// <summary>sigaltstack(2).</summary>
    public static long SetAlternateStack(ProcessThread caller, Arguments a)
    {
        const int AutoDisarm = unchecked((int)0x8000_0000);
        AlternateStack old = caller.AlternateStack;
        bool isInUse = old.Contains(caller.Context.Registers.Rsp);
        AlternateStack wanted = default;
        if (a.A0 != 0)
        {
            if (caller.Space.Read(a.A0, out wanted) != Errno.None) return Errno.EFAULT.ToResult();
            if (isInUse) return Errno.EPERM.ToResult();
            int flags = wanted.Flags & ~AutoDisarm;
            if (flags is not (0 or AlternateStack.OnStack or AlternateStack.Disabled)) return Errno.EINVAL.ToResult();
            if (flags == AlternateStack.Disabled) wanted = default;
            else if (wanted.Size < AlternateStack.SmallestSize) return Errno.ENOMEM.ToResult();
            wanted.Flags = 0;
        }
        if (a.A1 != 0)
        {
            AlternateStack shown = old with { Flags = !old.IsEnabled ? AlternateStack.Disabled : isInUse ? AlternateStack.OnStack : 0 };
            if (caller.Space.Write(a.A1, shown) != Errno.None) return Errno.EFAULT.ToResult();
        }
        if (a.A0 != 0) caller.AlternateStack = wanted;
        return 0;
    }

    /// <summary>kill(2).</summary>
    public static long Kill(ProcessThread caller, Arguments a)
    {
        if (a.I1 != 0 && !Signal.IsValid((uint)a.A1)) return Errno.EINVAL.ToResult();
        SignalInfo info = FromCaller(caller, a.I1, SignalInfo.User);
        ProcessTable table = caller.Kernel.Processes;
        if (a.I0 > 0) return table.FindOwner(a.I0) is { } process ? SendTo(caller, process, info).ToResult() : Errno.ESRCH.ToResult();
        if (a.I0 == int.MinValue) return Errno.ESRCH.ToResult();

        ProcessGroup? group = a.I0 == 0 ? caller.Process.Group : a.I0 == -1 ? null : table.FindGroup(-a.I0);
        if (group is null && a.I0 != -1) return Errno.ESRCH.ToResult();
        Process[] targets = group is null ? [.. table.Processes] : [.. group.Members];
        Errno result = Errno.ESRCH;
        foreach (Process target in targets)
        {
            // -1 means everyone but process 1 and oneself.
            if (group is null && (target.Id == 1 || target == caller.Process)) continue;
            Errno error = SendTo(caller, target, info);
            if (result != Errno.None) result = error;
        }
        return result.ToResult();
    }

    /// <summary>tgkill(2).</summary>
    public static long KillThread(ProcessThread caller, Arguments a) => a.I0 <= 0 ? Errno.EINVAL.ToResult() : KillThread(caller, a.I0, a.I1, a.I2);

    /// <summary>tkill(2).</summary>
    public static long KillAnyThread(ProcessThread caller, Arguments a) => KillThread(caller, 0, a.I0, a.I1);

    /// <summary>rt_sigqueueinfo(2).</summary>
    public static long Queue(ProcessThread caller, Arguments a)
    {
        Errno error = ReadInfo(caller, a.I1, a.A2, a.I0, out SignalInfo info);
        if (error != Errno.None) return error.ToResult();
        return caller.Kernel.Processes.FindOwner(a.I0) is { } process ? SendTo(caller, process, info).ToResult() : Errno.ESRCH.ToResult();
    }

    /// <summary>rt_tgsigqueueinfo(2).</summary>
    public static long QueueThread(ProcessThread caller, Arguments a)
    {
        Errno error = ReadInfo(caller, a.I2, a.A3, a.I0, out SignalInfo info);
        if (error != Errno.None) return error.ToResult();
        if (caller.Kernel.Processes.FindThread(a.I1) is not { } thread || thread.Process.Id != a.I0) return Errno.ESRCH.ToResult();
        return SendTo(caller, thread, info);
    }

    private static long KillThread(ProcessThread caller, int processId, int threadId, int signal)
    {
        if (threadId <= 0 || (signal != 0 && !Signal.IsValid((uint)signal))) return Errno.EINVAL.ToResult();
        if (caller.Kernel.Processes.FindThread(threadId) is not { } thread || (processId != 0 && thread.Process.Id != processId)) return Errno.ESRCH.ToResult();
        return SendTo(caller, thread, FromCaller(caller, signal, SignalInfo.Thread));
    }

    private static long SendTo(ProcessThread caller, ProcessThread thread, in SignalInfo info)
    {
        if (!caller.Process.Credentials.MaySignal(thread.Process.Credentials)) return Errno.EPERM.ToResult();
        return info.Number == 0 || SignalDelivery.Send(thread, info) ? 0 : Errno.EAGAIN.ToResult();
    }

    /// <summary>Sends a signal to a process, if the caller may (kill(2)).</summary>
    /// <returns>None; EPERM; EAGAIN.</returns>
    public static Errno SendTo(ProcessThread caller, Process process, in SignalInfo info)
    {
        bool mayContinue = info.Number == Signal.Continue && process.Session == caller.Process.Session;
        if (!mayContinue && !caller.Process.Credentials.MaySignal(process.Credentials)) return Errno.EPERM;
        return info.Number == 0 || SignalDelivery.Send(process, info) ? Errno.None : Errno.EAGAIN;
    }

    /// <summary>What a signal says that is sent to a process: what the caller has written down, or at address 0 that it comes from the caller.</summary>
    /// <returns>None; EFAULT; EINVAL (what is written down is another signal); EPERM.</returns>
    public static Errno MakeInfo(ProcessThread caller, int signal, ulong address, int target, out SignalInfo info)
    {
        info = FromCaller(caller, signal, SignalInfo.User);
        if (address == 0) return Errno.None;
        if (caller.Space.Read(address, out int number) != Errno.None) return Errno.EFAULT;
        return number == signal ? ReadInfo(caller, signal, address, target, out info) : Errno.EINVAL;
    }

    private static SignalInfo FromCaller(ProcessThread caller, int signal, int code) =>
        new() { Number = signal, Code = code, ProcessId = caller.Process.Id, UserId = caller.Process.Credentials.UserId };

    private static Errno ReadInfo(ProcessThread caller, int signal, ulong address, int target, out SignalInfo info)
    {
        info = default;
        if (signal != 0 && !Signal.IsValid((uint)signal)) return Errno.EINVAL;
        Span<byte> bytes = stackalloc byte[SignalInfo.Size];
        if (caller.Space.CopyIn(address, bytes) != Errno.None) return Errno.EFAULT;
        info = SignalInfo.Read(signal, bytes);
        // Only to itself may a process pretend that the kernel or kill(2) has sent a signal.
        return (info.Code >= 0 || info.Code == SignalInfo.Thread) && target != caller.Process.Id ? Errno.EPERM : Errno.None;
    }

    private static void Forget(Process process, int signal)
    {
        process.Pending.Remove(Signal.Set(signal));
        foreach (ProcessThread thread in process.Threads) thread.Pending.Remove(Signal.Set(signal));
    }
}
