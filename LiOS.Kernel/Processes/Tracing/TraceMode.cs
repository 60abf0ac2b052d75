namespace LiOS.Kernel.Processes.Tracing;

/// <summary>How a traced thread was told to go on.</summary>
internal enum TraceMode
{
    /// <summary>PTRACE_CONT: until something happens.</summary>
    Continue,

    /// <summary>PTRACE_SYSCALL: to the next beginning or end of a system call.</summary>
    Calls,

    /// <summary>PTRACE_SINGLESTEP: one instruction.</summary>
    Step,
}
