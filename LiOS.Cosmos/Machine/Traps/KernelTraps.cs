using System.Runtime;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Keyboards;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Seam;
using LiOS.Nucleus.Threading;

namespace LiOS.Nucleus.Traps;

/// <summary>Interrupts, and exceptions of ring 0; called with interrupts off.</summary>
internal static unsafe class KernelTraps
{
    /// <summary>First of Cosmos's vectors for the ISA lines.</summary>
    public const int FirstLine = 32;

    /// <summary>Cosmos's vector of the local APIC's timer.</summary>
    public const int LocalTimer = 0xEF;

    // Cosmos makes no exceptions out of the processor's: one in ring 0 is the end.
    [RuntimeExport("TrapFromKernel")]
    private static void FromKernel(TrapFrame* frame) => Panic.FailOnTrap(frame, frame->Vector == Vectors.PageFault ? Cpu.ReadCr2() : 0);

    /// <summary>
    /// Passes an interrupt of ring 3 on to Cosmos, on the stack of the thread that runs the program. Cosmos may run other threads
    /// before it comes back: to it, this one was interrupted here.
    /// </summary>
    public static void HandleInterrupt(int vector) => Scheduler.Raise(vector);

    /// <summary>Answers a device that LiOS serves itself.</summary>
    public static void HandleLine(int vector)
    {
        switch (vector - FirstLine)
        {
            case Keyboard.Line:
                Keyboard.OnInterrupt();
                break;
            case SerialPort.Com1Line:
                if (Console.Receive()) MachineExports.WakeReaders();
                break;
        }
    }
}
