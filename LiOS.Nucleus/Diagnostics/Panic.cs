using System.Diagnostics.CodeAnalysis;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Traps;

namespace LiOS.Nucleus.Diagnostics;

/// <summary>The end: says what happened, with registers and the way there, on every console, and stops the machine.</summary>
internal static unsafe class Panic
{
    private const ulong ErrorPresent = 1, ErrorWrite = 2, ErrorUser = 4, ErrorReserved = 8, ErrorFetch = 16;
    private const int ExitStatus = 125;

    private static int s_depth;

    /// <summary>Stops with a message and the caller's stack.</summary>
    [DoesNotReturn]
    public static void Fail(string message)
    {
        Cpu.DisableInterrupts();
        Begin();
        Console.Write(message);
        Finish();
    }

    /// <summary>Stops because of an exception in ring 0.</summary>
    [DoesNotReturn]
    public static void FailOnTrap(TrapFrame* frame, ulong address)
    {
        Begin();
        Console.Write(Vectors.NameOf(frame->Vector));
        if (frame->Vector == Vectors.PageFault) WriteFault(frame->ErrorCode, address);
        if (frame->Vector == Vectors.DoubleFault) WriteDoubleFault(address);
        Console.NewLine();
        WriteRegisters(frame);
        StackTrace.Write(frame);
        Stop();
    }

    /// <summary>Begins a message. A panic inside a panic stops at once; where even that fails, it does so without a word.</summary>
    public static void Begin()
    {
        switch (++s_depth)
        {
            case 1:
                Console.UsesSerial = Console.UsesScreen = true;
                Screen.Show(0);
                Console.Write("\r\n*** LiOS panic: ");
                break;
            case 2:
                Stop();
                break;
            case 3:
                Power.Off(ExitStatus);
                break;
            default:
                Cpu.Halt();
                break;
        }
    }

    /// <summary>Ends a message with the caller's stack, and stops.</summary>
    [DoesNotReturn]
    public static void Finish()
    {
        Console.NewLine();
        StackTrace.WriteCurrent();
        Stop();
    }

    [DoesNotReturn]
    private static void Stop()
    {
        Console.WriteLine("*** The machine has stopped.");
        Power.Off(ExitStatus);
        while (true) Cpu.Halt();
    }

    // Page-fault error code: Intel SDM volume 3, figure 4-12.
    private static void WriteFault(ulong error, ulong address)
    {
        Console.Write((error & ErrorFetch) != 0 ? ": fetching from " : (error & ErrorWrite) != 0 ? ": writing to " : ": reading ");
        Console.WriteHex(address);
        Console.Write((error & ErrorReserved) != 0 ? ", reserved bit in a page table" : (error & ErrorPresent) != 0 ? ", not allowed there" : ", nothing is mapped there");
        if ((error & ErrorUser) != 0) Console.Write(", by ring 3");
        if (address < 0x10000) Console.Write(" (null reference)");
    }

    private static void WriteDoubleFault(ulong address)
    {
        if (!Threading.Thread.IsGuard(address)) return;
        Console.Write(": the kernel stack overflowed into its guard page at ");
        Console.WriteHex(address);
    }

    private static void WriteRegisters(TrapFrame* f)
    {
        WritePair("rip ", f->Rip, " rsp ", f->Rsp, " rfl ", f->Rflags);
        WritePair("rax ", f->Rax, " rbx ", f->Rbx, " rcx ", f->Rcx);
        WritePair("rdx ", f->Rdx, " rsi ", f->Rsi, " rdi ", f->Rdi);
        WritePair("rbp ", f->Rbp, " r8  ", f->R8, " r9  ", f->R9);
        WritePair("r10 ", f->R10, " r11 ", f->R11, " r12 ", f->R12);
        WritePair("r13 ", f->R13, " r14 ", f->R14, " r15 ", f->R15);
        WritePair("cr0 ", Cpu.ReadCr0(), " cr3 ", Cpu.ReadCr3(), " cr4 ", Cpu.ReadCr4());
        WritePair("err ", f->ErrorCode, " cs  ", f->Cs, " ss  ", f->Ss);
    }

    private static void WritePair(string first, ulong a, string second, ulong b, string third, ulong c)
    {
        Console.Write(first);
        Console.WriteHex(a);
        Console.Write(second);
        Console.WriteHex(b);
        Console.Write(third);
        Console.WriteHex(c);
        Console.NewLine();
    }
}
