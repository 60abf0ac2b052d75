namespace LiOS.Machine;

/// <summary>Why <see cref="UserContext.Run"/> came back.</summary>
public enum UserExitReason
{
    /// <summary>The program executed SYSCALL; the number is in RAX, the arguments in RDI, RSI, RDX, R10, R8, R9.</summary>
    SystemCall = 0,

    /// <summary>A page fault that memory policy alone cannot resolve; see <see cref="UserExit.FaultAddress"/>.</summary>
    PageFault = 1,

    /// <summary>Another processor exception (divide error, invalid opcode, breakpoint, general protection, ...).</summary>
    Exception = 2,

    /// <summary><see cref="UserContext.Interrupt"/> was called.</summary>
    Interrupted = 3,
}

/// <summary>How a program came back from ring 3.</summary>
public readonly struct UserExit
{
    /// <summary>Why.</summary>
    public UserExitReason Reason { get; init; }

    /// <summary>For an exception: its vector (Intel SDM volume 3, table 6-1). 14 for a page fault.</summary>
    public int Vector { get; init; }

    /// <summary>The exception's error code, or 0.</summary>
    public ulong ErrorCode { get; init; }

    /// <summary>For a page fault: the address (CR2).</summary>
    public ulong FaultAddress { get; init; }

    /// <summary>For a page fault: the access that was tried.</summary>
    public Protection Access { get; init; }
}
