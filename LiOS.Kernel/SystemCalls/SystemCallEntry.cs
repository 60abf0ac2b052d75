namespace LiOS.Kernel.SystemCalls;

/// <summary>One row of the system-call table.</summary>
/// <param name="Handler">Who answers; null for nobody.</param>
/// <param name="NeedsLock">Whether the kernel lock is held meanwhile.</param>
internal readonly record struct SystemCallEntry(SystemCallHandler? Handler, bool NeedsLock);
