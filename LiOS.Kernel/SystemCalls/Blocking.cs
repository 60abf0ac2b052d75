using LiOS.Kernel.Files;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls;

/// <summary>Sleeping until a file is ready.</summary>
internal static class Blocking
{
    private static readonly long s_tryAgain = Errno.EAGAIN.ToResult();

    /// <summary>Whether an operation's answer means that it would have to wait.</summary>
    public static bool WouldBlock(long result) => result == s_tryAgain;

    /// <summary>Sleeps until a file may be ready.</summary>
    /// <returns>0 to look again; -EAGAIN for a non-blocking file; -ETIMEDOUT; a restart code.</returns>
    public static long Wait(ProcessThread caller, OpenFile file, long deadline = ProcessThread.Forever)
    {
        if ((file.Flags & OpenFlags.NonBlock) != 0 || file.Waiters is not { } queue) return s_tryAgain;
        // Another thread may close the descriptor meanwhile.
        file.Retain();
        WakeReason reason = caller.Sleep(queue, deadline);
        file.Release();
        return reason switch
        {
            WakeReason.Signal => SystemCallResult.RestartIfRequested,
            WakeReason.TimedOut => Errno.ETIMEDOUT.ToResult(),
            _ => 0,
        };
    }
}
