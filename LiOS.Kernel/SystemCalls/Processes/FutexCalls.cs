using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.SystemCalls.Time;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Processes;

/// <summary>futex(2).</summary>
internal static class FutexCalls
{
    private const int Wait = 0, Wake = 1, Requeue = 3, CompareRequeue = 4, WaitBits = 9, WakeBits = 10;
    private const int PrivateFlag = 128, RealTimeFlag = 256;

    /// <summary>Answers every operation without priority inheritance.</summary>
    public static long Operate(ProcessThread caller, Arguments a)
    {
        bool isShared = (a.I1 & PrivateFlag) == 0;
        Futexes futexes = caller.Kernel.Futexes;
        if ((a.A0 & 3) != 0) return Errno.EINVAL.ToResult();
        int operation = a.I1 & ~(PrivateFlag | RealTimeFlag);
        // What other processes may wait for is named by the memory itself, which has to be there.
        if (isShared && operation is (Wake or WakeBits or Requeue) && caller.Space.Read(a.A0, out uint _) != Errno.None) return Errno.EFAULT.ToResult();
        switch (operation)
        {
            case Wait:
                return WaitUntil(caller, a, isShared, false, Futexes.AnyBit);
            case WaitBits:
                return (uint)a.A5 == 0 ? Errno.EINVAL.ToResult() : WaitUntil(caller, a, isShared, true, (uint)a.A5);
            case Wake:
                return futexes.Wake(caller.Space, a.A0, isShared, a.I2);
            case WakeBits:
                return (uint)a.A5 == 0 ? Errno.EINVAL.ToResult() : futexes.Wake(caller.Space, a.A0, isShared, a.I2, (uint)a.A5);
            case Requeue or CompareRequeue:
                if (a.I2 < 0 || a.I3 < 0 || (a.A4 & 3) != 0) return Errno.EINVAL.ToResult();
                if ((a.I1 & CompareRequeue) != 0)
                {
                    if (caller.Space.Read(a.A0, out uint value) != Errno.None) return Errno.EFAULT.ToResult();
                    if (value != (uint)a.A5) return Errno.EAGAIN.ToResult();
                }
                return futexes.Requeue(caller.Space, a.A0, a.A4, isShared, a.I2, a.I3);
            default:
                return Errno.ENOSYS.ToResult();
        }
    }

    /// <summary>get_robust_list(2).</summary>
    public static long GetRobustList(ProcessThread caller, Arguments a)
    {
        const ulong HeadSize = 24;
        ProcessThread? thread = a.I0 == 0 ? caller : caller.Kernel.Processes.FindThread(a.I0);
        if (thread is null) return Errno.ESRCH.ToResult();
        if (thread.Process != caller.Process && !caller.Process.Credentials.IsPrivileged) return Errno.EPERM.ToResult();
        Errno error = caller.Space.Write(a.A1, thread.RobustList);
        return (error == Errno.None ? caller.Space.Write(a.A2, HeadSize) : error).ToResult();
    }

    private static long WaitUntil(ProcessThread caller, Arguments a, bool isShared, bool isAbsolute, uint bits)
    {
        long deadline = ProcessThread.Forever;
        if (a.A3 != 0)
        {
            if (caller.Space.Read(a.A3, out TimeValue value) != Errno.None) return Errno.EFAULT.ToResult();
            if (!value.TryGetNanoseconds(out long time)) return Errno.EINVAL.ToResult();
            IMachine machine = caller.Kernel.Machine;
            long now = (a.I1 & RealTimeFlag) != 0 ? machine.RealTimeNanoseconds : machine.MonotonicNanoseconds;
            deadline = caller.DeadlineAfter(isAbsolute ? time - now : time);
        }
        return caller.Kernel.Futexes.Wait(caller, a.A0, isShared, (uint)a.A2, deadline, bits);
    }
}
