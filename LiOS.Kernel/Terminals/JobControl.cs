using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Kernel.SystemCalls;
using LiOS.Machine;

namespace LiOS.Kernel.Terminals;

/// <summary>Keeps background jobs away from their terminal (credentials(7), tcsetpgrp(3)).</summary>
internal static class JobControl
{
    /// <summary>Judges an access of the calling thread to a terminal.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="signal">SIGTTIN for reading, SIGTTOU for writing and changing.</param>
    /// <returns>0 when it may go on; -EIO; a restart code, and the signal has been sent.</returns>
    public static long Check(Terminal terminal, int signal)
    {
        if (ProcessThread.Current is not { } thread) return 0;
        Process process = thread.Process;
        if (terminal.Session is null || terminal.Session != process.Session || terminal.Foreground is not { } foreground || process.Group == foreground) return 0;
        bool isUnwanted = Signal.Contains(thread.Blocked, signal) || process.Actions[signal].Handler == SignalAction.Ignore;
        if (isUnwanted) return signal == Signal.TerminalInput ? Errno.EIO.ToResult() : 0;
        if (process.Group.IsOrphaned) return Errno.EIO.ToResult();
        SignalDelivery.Send(process.Group, new SignalInfo { Number = signal, Code = SignalInfo.FromKernel });
        return SystemCallResult.RestartIfRequested;
    }
}
