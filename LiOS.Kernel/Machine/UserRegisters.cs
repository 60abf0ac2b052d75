using System.Runtime.InteropServices;

namespace LiOS.Machine;

/// <summary>The general registers of a program in ring 3, laid out as the processor and the nucleus push them on a trap; CS and SS are fixed by the nucleus.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct UserRegisters
{
#pragma warning disable CS1591 // Intel SDM volume 1, 3.4.1: the general-purpose registers.
    public ulong R15, R14, R13, R12, R11, R10, R9, R8, Rdi, Rsi, Rbp, Rbx, Rdx, Rcx, Rax;
    public ulong Vector, ErrorCode;
    public ulong Rip, Cs, Rflags, Rsp, Ss;
#pragma warning restore CS1591
}
