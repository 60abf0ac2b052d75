namespace LiOS.Kernel.Processes;

/// <summary>A limit of getrlimit(2), laid out as struct rlimit64.</summary>
/// <param name="Soft">What is enforced.</param>
/// <param name="Hard">How far the soft limit may be raised.</param>
internal readonly record struct ResourceLimit(ulong Soft, ulong Hard);
