using System.Runtime;
using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Keyboards;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Seam;
using LiOS.Nucleus.Threading;
using LiOS.Nucleus.Time;

namespace LiOS.Nucleus.Traps;

/// <summary>Interrupts, and exceptions of ring 0; called with interrupts off.</summary>
internal static unsafe class KernelTraps
{
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

    /// <summary>Answers a device. Programs cannot raise these, there are no gates for them: a vector that no device has was left over by the firmware.</summary>
    public static void HandleInterrupt(int vector)
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
