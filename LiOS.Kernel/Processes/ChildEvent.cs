using LiOS.Machine;

namespace LiOS.Kernel.Processes;

/// <summary>What a child had to tell.</summary>
/// <param name="Child">The child.</param>
/// <param name="Status">What became of it.</param>
/// <param name="CpuTime">The processor time that it and the children it has waited for have used (wait4(2)).</param>
internal readonly record struct ChildEvent(Process Child, ExitStatus Status, ProcessorTime CpuTime);
