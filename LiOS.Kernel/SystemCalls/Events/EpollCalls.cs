using LiOS.Kernel.Events;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.SystemCalls.Time;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Events;

/// <summary>epoll(7).</summary>
internal static class EpollCalls
{
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const int MostEvents = int.MaxValue / EpollEvent.Size;

    /// <summary>epoll_create(2), whose size has meant nothing for long.</summary>
    public static long Create(ProcessThread caller, Arguments a) => a.I0 <= 0 ? Errno.EINVAL.ToResult() : caller.AddFile(new EpollFile(caller.Process), false);

    /// <summary>epoll_create1(2).</summary>
    public static long CreateWithFlags(ProcessThread caller, Arguments a) => (a.I0 & ~(int)OpenFlags.CloseOnExec) != 0
        ? Errno.EINVAL.ToResult()
        : caller.AddFile(new EpollFile(caller.Process), a.I0 != 0);

    /// <summary>epoll_ctl(2).</summary>
    public static long Control(ProcessThread caller, Arguments a)
    {
        const int Add = 1, Remove = 2, Modify = 3;
        EpollEvent wanted = default;
        if (a.I1 != Remove && caller.Space.Read(a.A3, out wanted) != Errno.None) return Errno.EFAULT.ToResult();
        if (caller.File(a.I0) is not { } file || caller.File(a.I2) is not { } target) return Errno.EBADF.ToResult();
        if (target.Waiters is null) return Errno.EPERM.ToResult();
        if (file is not EpollFile epoll || target == file) return Errno.EINVAL.ToResult();
        if ((wanted.Events & EpollEvent.Exclusive) != 0 && !MayBeExclusive(a.I1 == Modify, target, wanted)) return Errno.EINVAL.ToResult();
        return (a.I1 switch
        {
            Add => epoll.Add(target, a.I2, wanted),
            Remove => epoll.Remove(target, a.I2),
            Modify => epoll.Change(target, a.I2, wanted),
            _ => Errno.EINVAL,
        }).ToResult();
    }

    /// <summary>epoll_wait(2).</summary>
    public static long Wait(ProcessThread caller, Arguments a) => Wait(caller, a.I0, a.A1, a.I2, ToTimeout(a.I3));

    /// <summary>epoll_pwait(2).</summary>
    public static long WaitWithMask(ProcessThread caller, Arguments a) => WaitWithMask(caller, a, ToTimeout(a.I3));

    /// <summary>epoll_pwait2(2): the timeout is a timespec.</summary>
    public static long WaitWithTime(ProcessThread caller, Arguments a)
    {
        Errno error = TimedCalls.ReadTimeout(caller, a.A3, false, out long timeout);
        return error != Errno.None ? error.ToResult() : WaitWithMask(caller, a, timeout);
    }

    private static long ToTimeout(int milliseconds) => milliseconds < 0 ? ProcessThread.Forever : milliseconds * NanosecondsPerMillisecond;

    private static bool MayBeExclusive(bool isChange, OpenFile target, in EpollEvent wanted)
    {
        const PollEvents Allowed = PollEvents.In | PollEvents.Out | PollEvents.Error | PollEvents.HangUp;
        const uint Modes = EpollEvent.Exclusive | EpollEvent.WakeUp | EpollEvent.EdgeTriggered;
        return !isChange && target is not EpollFile && (wanted.Events & ~((uint)Allowed | Modes)) == 0;
    }

    private static long WaitWithMask(ProcessThread caller, Arguments a, long timeout)
    {
        Errno error = TimedCalls.SetMask(caller, a.A4, a.A5);
        return error != Errno.None ? error.ToResult() : TimedCalls.EndMask(caller, Wait(caller, a.I0, a.A1, a.I2, timeout));
    }

    private static long Wait(ProcessThread caller, int descriptor, ulong address, int most, long timeout)
    {
        if (most is <= 0 or > MostEvents) return Errno.EINVAL.ToResult();
        if (address > AddressSpace.UserTop || (ulong)most * EpollEvent.Size > AddressSpace.UserTop - address) return Errno.EFAULT.ToResult();
        if (caller.File(descriptor) is not { } file) return Errno.EBADF.ToResult();
        if (file is not EpollFile epoll) return Errno.EINVAL.ToResult();
        long deadline = timeout == 0 ? 0 : caller.DeadlineAfter(timeout);
        epoll.Retain();
        long told;
        while ((told = epoll.Collect(most, caller.Space, address)) == 0 && timeout != 0)
        {
            WakeReason reason = caller.Sleep(epoll.Waiters, deadline);
            if (reason == WakeReason.Woken) continue;
            // Never restarted, whatever the handler asks for (signal(7)).
            told = reason == WakeReason.Signal ? Errno.EINTR.ToResult() : epoll.Collect(most, caller.Space, address);
            break;
        }
        epoll.Release();
        return told;
    }
}
