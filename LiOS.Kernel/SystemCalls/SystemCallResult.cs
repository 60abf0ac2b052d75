using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls;

/// <summary>What system calls answer besides values and negated error numbers: never seen by programs.</summary>
internal static class SystemCallResult
{
    /// <summary>Answers below this one are the kernel's own.</summary>
    public const long LowestError = -4095;

    /// <summary>A signal came: the call is made again when the handler asks for it (SA_RESTART) or when there is none.</summary>
    public const long RestartIfRequested = -10_001;

    /// <summary>A signal came: the call is made again only when no handler runs.</summary>
    public const long RestartIfNoHandler = -10_002;

    /// <summary>A signal came: the call is made again whatever runs in between. For calls that are never interrupted.</summary>
    public const long RestartAlways = -10_004;

    /// <summary>The call has set all registers itself (rt_sigreturn, execve).</summary>
    public const long RegistersSet = -10_003;

    /// <summary>The error number as a system call returns it.</summary>
    public static long ToResult(this Errno error) => -(long)error;
}
