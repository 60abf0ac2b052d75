using LiOS.Kernel.Signals;

namespace LiOS.Kernel.Processes.Tracing;

/// <summary>One stop of a traced thread.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Code">What wait4(2) tells: a signal, and above it the event.</param>
/// <param name="Info">What PTRACE_GETSIGINFO tells; null for nothing.</param>
internal sealed record TraceStop(TraceStopKind Kind, int Code, SignalInfo? Info)
{
    /// <summary>Whether the tracer has been told by wait4(2).</summary>
    public bool IsReported { get; set; }
}
