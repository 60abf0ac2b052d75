using System.Runtime.InteropServices;
using LiOS.Machine;

namespace LiOS.Kernel.Signals;

/// <summary>The general registers in the order of struct sigcontext of Linux for x86-64.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SignalFrameRegisters
{
#pragma warning disable CS1591 // Intel SDM volume 1, 3.4.1: the general-purpose registers.
    public ulong R8, R9, R10, R11, R12, R13, R14, R15, Rdi, Rsi, Rbp, Rbx, Rdx, Rax, Rcx, Rsp, Rip, Rflags;
#pragma warning restore CS1591

    /// <summary>Takes them from a context.</summary>
    public static SignalFrameRegisters From(in UserRegisters r) => new()
    {
        R8 = r.R8, R9 = r.R9, R10 = r.R10, R11 = r.R11, R12 = r.R12, R13 = r.R13, R14 = r.R14, R15 = r.R15,
        Rdi = r.Rdi, Rsi = r.Rsi, Rbp = r.Rbp, Rbx = r.Rbx, Rdx = r.Rdx, Rax = r.Rax, Rcx = r.Rcx,
        Rsp = r.Rsp, Rip = r.Rip, Rflags = r.Rflags,
    };

    /// <summary>Puts them into a context; the flags are the caller's business.</summary>
    public readonly void To(ref UserRegisters r)
    {
        r.R8 = R8;
        r.R9 = R9;
        r.R10 = R10;
        r.R11 = R11;
        r.R12 = R12;
        r.R13 = R13;
        r.R14 = R14;
        r.R15 = R15;
        r.Rdi = Rdi;
        r.Rsi = Rsi;
        r.Rbp = Rbp;
        r.Rbx = Rbx;
        r.Rdx = Rdx;
        r.Rax = Rax;
        r.Rcx = Rcx;
        r.Rsp = Rsp;
        r.Rip = Rip;
    }
}
