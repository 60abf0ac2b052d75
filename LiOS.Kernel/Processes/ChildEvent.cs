using LiOS.Kernel.Processes.Tracing;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.Processes;

/// <summary>What a child had to tell, or a thread to its tracer.</summary>
/// <param name="Child">The child, or the thread's process.</param>
/// <param name="Status">What became of it.</param>
/// <param name="CpuTime">The processor time that it and the children it has waited for have used (wait4(2)).</param>
/// <param name="Trace">The traced thread that it is about; null when it is about a child.</param>
internal readonly record struct ChildEvent(Process Child, ExitStatus Status, ProcessorTime CpuTime, Tracee? Trace = null)
{
    /// <summary>The number that is told.</summary>
    public int Id => Trace?.Thread.ThreadId ?? Child.Id;

    /// <summary>What waitid(2) tells.</summary>
    public SignalInfo Describe() => Trace?.Describe(Status) ?? SignalDelivery.DescribeChild(Child, Signal.Child, Status);
}
