using System;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Time;

/// <summary>What calls that wait have in common: a timeout, and a signal mask for as long as they last.</summary>
internal static class TimedCalls
{
    /// <summary>Reads a timeout; none at address 0.</summary>
    /// <returns>None; EFAULT; EINVAL.</returns>
    public static Errno ReadTimeout(ProcessThread caller, ulong address, bool isMicroseconds, out long timeout)
    {
        timeout = ProcessThread.Forever;
        if (address == 0) return Errno.None;
        if (caller.Space.Read(address, out TimeValue value) != Errno.None) return Errno.EFAULT;
        return (isMicroseconds ? value.TryGetFromMicroseconds(out timeout) : value.TryGetNanoseconds(out timeout)) ? Errno.None : Errno.EINVAL;
    }

    /// <summary>Linux tells select, pselect and ppoll callers how much time was left; not being able to is no error.</summary>
    public static void WriteRemaining(ProcessThread caller, ulong address, long timeout, long start, bool isMicroseconds)
    {
        if (address == 0 || timeout == ProcessThread.Forever) return;
        long left = Math.Max(0, timeout - (caller.Kernel.Machine.MonotonicNanoseconds - start));
        caller.Space.Write(address, isMicroseconds ? TimeValue.InMicroseconds(left) : TimeValue.FromNanoseconds(left));
    }

    /// <summary>Reads the mask that is to hold during the call, and puts it in force; nothing at address 0.</summary>
    /// <returns>None; EINVAL; EFAULT.</returns>
    public static Errno SetMask(ProcessThread caller, ulong address, ulong size)
    {
        if (address == 0) return Errno.None;
        if (size != sizeof(ulong)) return Errno.EINVAL;
        if (caller.Space.Read(address, out ulong mask) != Errno.None) return Errno.EFAULT;
        caller.SetBlockedForCall(mask);
        return Errno.None;
    }

    /// <summary>
    /// Ends the call's mask. A call that a signal has ended keeps it until that is delivered; any other gives it up now, so that a
    /// signal that came at the same time waits on (ppoll(2), epoll_pwait(2)).
    /// </summary>
    public static long EndMask(ProcessThread caller, long result)
    {
        if (result != SystemCallResult.RestartIfNoHandler && result != Errno.EINTR.ToResult()) caller.RestoreMask();
        return result;
    }
}
