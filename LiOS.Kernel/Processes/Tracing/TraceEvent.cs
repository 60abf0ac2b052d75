namespace LiOS.Kernel.Processes.Tracing;

/// <summary>The PTRACE_EVENT_ numbers of ptrace(2).</summary>
internal static class TraceEvent
{
#pragma warning disable CS1591 // In the manual's order.
    public const int Fork = 1, Vfork = 2, Clone = 3, Execution = 4, VforkDone = 5, Exit = 6, Stop = 128;
#pragma warning restore CS1591
}
