using System.Collections.Generic;
using LiOS.Kernel.Log;
using LiOS.Kernel.Processes.Threads;

namespace LiOS.Kernel.SystemCalls;

/// <summary>Says once per program and call which system calls nobody answers.</summary>
internal sealed class UnknownCallReporter
{
    private const int MostRemembered = 4096;
    private readonly HashSet<(string, ulong)> _seen = [];

    /// <summary>Logs a call, unless this program's same call was logged before.</summary>
    public void Report(ProcessThread caller, ulong number)
    {
        // A program that tries every number must not fill the kernel's heap.
        if (_seen.Count >= MostRemembered || !_seen.Add((caller.Name, number))) return;
        SystemCallDispatcher.Log.Write(LogLevel.Info, $"{caller.Name} ({caller.ThreadId}): system call {number} ({SystemCallNames.Get(number)}) is not implemented");
    }
}
