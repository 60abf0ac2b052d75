namespace LiOS.Kernel.Processes.Tracing;

/// <summary>Why a traced thread stands still (ptrace(2), "Stopped states").</summary>
internal enum TraceStopKind
{
    /// <summary>A signal is to be delivered.</summary>
    Signal,

    /// <summary>Its process has been stopped.</summary>
    Group,

    /// <summary>Something that the options ask for, or PTRACE_INTERRUPT.</summary>
    Event,

    /// <summary>A system call begins.</summary>
    CallEntry,

    /// <summary>A system call ends.</summary>
    CallExit,
}
