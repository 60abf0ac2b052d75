using System.Runtime;
using LiOS.Memory;
using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Keyboards;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Seam;
using LiOS.Nucleus.Threading;
using LiOS.Nucleus.Time;
using LiOS.Nucleus.UserMode;

namespace LiOS.Nucleus.Traps;

/// <summary>Where every interrupt and exception goes; called by Traps.asm with interrupts off.</summary>
internal static unsafe class TrapDispatcher
{
    private const int Resume = -1, ExitPageFault = 1, ExitException = 2, ExitInterrupted = 3;
    private const ulong ErrorWrite = 2, ErrorUser = 4, ErrorFetch = 16;
    private const ulong TrapFlag = 1 << 8;

    /// <summary>Non-maskable interrupts seen; without a source known to the kernel they are counted and passed over.</summary>
    public static ulong NonMaskableCount { get; private set; }

    [RuntimeExport("TrapFromKernel")]
    private static void FromKernel(TrapFrame* frame)
    {
        if (frame->Vector >= Vectors.FirstInterrupt && frame->Vector != Vectors.FastFail)
        {
            HandleInterrupt((int)frame->Vector);
            if (Thread.Current->PendingCall.Routine != null && Images.Kernel->Contains(frame->Rip)) KernelException.CallPending(frame);
            return;
        }

        ulong address = frame->Vector == Vectors.PageFault ? Cpu.ReadCr2() : 0;
        if (Images.Kernel->Contains(frame->Rip) && KernelException.Dispatch(frame, address)) return;
        Panic.FailOnTrap(frame, address);
    }

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
        HandleInterrupt((int)vector);
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

    // Programs cannot raise these, there are no gates for them: a vector that no device has was left over by the firmware.
    private static void HandleInterrupt(int vector)
    {
        if (!InterruptController.Acknowledge(vector))
        {
            InterruptCounts.Count(Vectors.Spurious);
            Log.Write(LogModule.Interrupts, LogLevel.Debug, $"spurious interrupt, vector {(ulong)vector}");
            return;
        }

        InterruptCounts.Count(vector);
        switch (vector)
        {
            case Vectors.FirstInterruptRequest + Pit.Line:
                SystemTimer.OnInterrupt(TimerKind.Pit);
                break;
            case Vectors.LocalTimer:
                SystemTimer.OnInterrupt(TimerKind.LocalApic);
                break;
            case Vectors.FirstInterruptRequest + Keyboard.Line:
                Keyboard.OnInterrupt();
                break;
            case Vectors.FirstInterruptRequest + SerialPort.Com1Line:
                if (Console.Receive()) MachineExports.WakeReaders();
                break;
        }
    }
}
