using System;

namespace LiOS.Kernel.Processes.Tracing;

/// <summary>What a tracer wants of a thread besides its signals (ptrace(2), PTRACE_SETOPTIONS).</summary>
[Flags]
internal enum TraceOptions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>PTRACE_O_TRACESYSGOOD: stops at system calls are told apart from SIGTRAP.</summary>
    MarkedCalls = 1,

    /// <summary>PTRACE_O_TRACEFORK.</summary>
    Fork = 1 << TraceEvent.Fork,

    /// <summary>PTRACE_O_TRACEVFORK.</summary>
    Vfork = 1 << TraceEvent.Vfork,

    /// <summary>PTRACE_O_TRACECLONE.</summary>
    Clone = 1 << TraceEvent.Clone,

    /// <summary>PTRACE_O_TRACEEXEC.</summary>
    Execution = 1 << TraceEvent.Execution,

    /// <summary>PTRACE_O_TRACEVFORKDONE.</summary>
    VforkDone = 1 << TraceEvent.VforkDone,

    /// <summary>PTRACE_O_TRACEEXIT.</summary>
    Exit = 1 << TraceEvent.Exit,

    /// <summary>PTRACE_O_TRACESECCOMP: there are no filters, so that it never happens.</summary>
    Filter = 1 << 7,

    /// <summary>PTRACE_O_EXITKILL: it dies with its tracer.</summary>
    EndWithTracer = 1 << 20,

    /// <summary>All that may be asked for.</summary>
    All = 0xFF | EndWithTracer,
}
