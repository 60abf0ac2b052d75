namespace LiOS.Machine;

/// <summary>Processor time in nanoseconds.</summary>
/// <param name="User">In ring 3.</param>
/// <param name="System">In the kernel, on behalf of the program.</param>
public readonly record struct ProcessorTime(long User, long System)
{
    /// <summary>Both together.</summary>
    public long Total => User + System;

    /// <summary>The sums.</summary>
    public static ProcessorTime operator +(ProcessorTime left, ProcessorTime right) => new(left.User + right.User, left.System + right.System);
}
