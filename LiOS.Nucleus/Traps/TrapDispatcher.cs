using System.Runtime;
using LiOS.Memory;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.UserMode;

namespace LiOS.Nucleus.Traps;

/// <summary>Where interrupts and exceptions of ring 3 go, and those with a stack of their own; called by Traps.asm with interrupts off.</summary>
internal static unsafe class TrapDispatcher
{
    private const int Resume = -1, ExitPageFault = 1, ExitException = 2, ExitInterrupted = 3;
    private const ulong ErrorWrite = 2, ErrorUser = 4, ErrorFetch = 16;
    private const ulong TrapFlag = 1 << 8;

    /// <summary>Non-maskable interrupts seen; without a source known to the kernel they are counted and passed over.</summary>
    public static ulong NonMaskableCount { get; private set; }

    /// <returns>-1 to go on in ring 3, otherwise the reason for which RunUser comes back.</returns>
    [RuntimeExport("TrapFromUser")]
    private static int FromUser(UserState* state)
    {
        ulong vector = state->Frame.Vector;
        if (vector == Vectors.PageFault)
        {
            ulong address = Cpu.ReadCr2();
            ulong error = state->Frame.ErrorCode;
            // Not the program's own access: a table of segments outside of memory. No page would help, it would only fault again.
            if ((error & ErrorUser) == 0)
            {
                state->FaultAddress = address;
                return ExitException;
            }

            Protection access = (error & ErrorFetch) != 0 ? Protection.Execute : (error & ErrorWrite) != 0 ? Protection.Write : Protection.Read;
            if (state->Space->HandleFault(address, access, true) == FaultOutcome.Resolved) return Resume;
            state->FaultAddress = address;
            return ExitPageFault;
        }

        if (vector < Vectors.FirstInterrupt) return ExitException;
        KernelTraps.HandleInterrupt((int)vector);
        if (state->Interrupt == 0) return Resume;
        state->Interrupt = 0;
        return ExitInterrupted;
    }

    [RuntimeExport("TrapOnOwnStack")]
    private static void OnOwnStack(TrapFrame* frame)
    {
        if (frame->Vector == Vectors.NonMaskable) NonMaskableCount++;
        // A program single-steps into SYSCALL: some processors trap before the kernel's first instruction, flags masked or not.
        else if (frame->Vector == Vectors.Debug) frame->Rflags &= ~TrapFlag;
        else Panic.FailOnTrap(frame, Cpu.ReadCr2());
    }
}
