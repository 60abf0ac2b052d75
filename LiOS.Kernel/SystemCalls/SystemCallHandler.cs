using LiOS.Kernel.Processes.Threads;

namespace LiOS.Kernel.SystemCalls;

/// <summary>Answers a system call.</summary>
/// <param name="caller">The calling thread.</param>
/// <param name="a">Its arguments.</param>
/// <returns>The value, a negated error number, or one of <see cref="SystemCallResult"/>.</returns>
internal delegate long SystemCallHandler(ProcessThread caller, Arguments a);
