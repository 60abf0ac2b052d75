using System.Runtime.InteropServices;

namespace LiOS.Nucleus.Traps;

/// <summary>
/// The interrupted registers as Traps.asm and the processor push them (Intel SDM volume 3, 6.14.2). The same layout begins
/// <see cref="UserMode.UserState"/> and is known to the kernel as UserRegisters.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TrapFrame
{
    public ulong R15, R14, R13, R12, R11, R10, R9, R8, Rdi, Rsi, Rbp, Rbx, Rdx, Rcx, Rax;

    /// <summary>Interrupt vector, or 256 for SYSCALL.</summary>
    public ulong Vector;

    /// <summary>The processor's error code, 0 where it pushes none; for SYSCALL the call's number.</summary>
    public ulong ErrorCode;

    public ulong Rip, Cs, Rflags, Rsp, Ss;
}
