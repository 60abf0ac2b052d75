using System;
using System.Runtime.InteropServices;
using LiOS.Kernel.Signals;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Registers;

/// <summary>Which floating-point exception a program met, from the state the processor left.</summary>
internal static class FloatingPointFaults
{
    private const int X87Vector = 16;

    // Places in the legacy part of the state (Intel SDM volume 1, table 10-2), and the flags that the x87 status word and MXCSR
    // have in common (8.1.3.3 and 10.2.3).
    private const int ControlWord = 0, StatusWord = 2, Mxcsr = 24, MxcsrMaskShift = 7;
    private const int Invalid = 1, Denormal = 2, ZeroDivide = 4, Overflow = 8, Underflow = 16, Inexact = 32;

    /// <summary>The si_code for #MF and #XM (sigaction(2)): of several unmasked exceptions the one with the highest precedence.</summary>
    /// <param name="context">The program's state at the exception.</param>
    /// <param name="vector">16 for the x87 unit, 19 for SSE and AVX.</param>
    public static int Code(UserContext context, int vector)
    {
        Span<byte> state = stackalloc byte[UserContext.VectorStateSize];
        context.SaveVectorState(state);
        int raised = vector == X87Vector
            ? MemoryMarshal.Read<ushort>(state[StatusWord..]) & ~MemoryMarshal.Read<ushort>(state[ControlWord..])
            : (int)(MemoryMarshal.Read<uint>(state[Mxcsr..]) & ~(MemoryMarshal.Read<uint>(state[Mxcsr..]) >> MxcsrMaskShift));
        if ((raised & Invalid) != 0) return SignalInfo.FloatInvalid;
        if ((raised & ZeroDivide) != 0) return SignalInfo.FloatDivide;
        if ((raised & Overflow) != 0) return SignalInfo.FloatOverflow;
        if ((raised & (Underflow | Denormal)) != 0) return SignalInfo.FloatUnderflow;
        return (raised & Inexact) != 0 ? SignalInfo.FloatInexact : SignalInfo.FromKernel;
    }
}
