using System;
using System.Runtime.InteropServices;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Registers;

/// <summary>
/// IRETQ in a program, which runtimes use to load all registers at once. QEMU 7.2, Debian 12's, reads its operands with the
/// rights of ring 0, so that SMAP forbids what the program may do; the kernel then does the instruction's work. A processor
/// never reports such a fault: what it reads in ring 3 for an instruction it reads as ring 3 (Intel SDM volume 3, 4.6.1).
/// </summary>
internal static class InterruptReturn
{
    private const int PageFaultVector = 14;
    private const ulong FromRing3 = 4;

    /// <summary>Finishes an IRETQ to ring 3 that was wrongly refused.</summary>
    /// <returns>False, with nothing changed, when the fault is another one.</returns>
    public static bool TryFinish(ProcessThread thread, in UserExit exit)
    {
        if (exit.Vector != PageFaultVector || (exit.ErrorCode & FromRing3) != 0) return false;
        ref UserRegisters registers = ref thread.Context.Registers;
        Span<byte> code = stackalloc byte[2];
        if (thread.Space.CopyIn(registers.Rip, code) != Errno.None || code[0] != 0x48 || code[1] != 0xCF) return false;
        Span<ulong> operands = stackalloc ulong[5];
        if (thread.Space.CopyIn(registers.Rsp, MemoryMarshal.AsBytes(operands)) != Errno.None) return false;
        if (operands[0] >= AddressSpace.UserTop || operands[1] != UserSegments.Code || operands[4] != UserSegments.Stack) return false;
        registers.Rip = operands[0];
        registers.Rflags = UserFlags.Choose(operands[2]);
        registers.Rsp = operands[3];
        return true;
    }
}
