using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Traps;

namespace LiOS.Nucleus.Diagnostics;

/// <summary>Writes who called whom, as addresses: the names are in the image's symbol table.</summary>
internal static unsafe class StackTrace
{
    private const int MaximumDepth = 40;
    private const ulong LargestFrame = 256 * 1024;

    /// <summary>Writes the way to an interrupted instruction, as far as frame pointers lead.</summary>
    public static void Write(TrapFrame* frame)
    {
        WriteAddress(frame->Rip);
        Write(frame->Rsp, frame->Rbp);
    }

    /// <summary>Writes the way to the caller.</summary>
    public static void WriteCurrent() => Write(Cpu.ReadStackPointer(), Cpu.ReadFramePointer());

    private static void Write(ulong stack, ulong frame)
    {
        // Stacks lie in the direct map; a register that is used for something else points elsewhere.
        for (int i = 0; i < MaximumDepth && frame >= stack && frame - stack < LargestFrame && frame >= (ulong)MemoryManager.DirectMap; i++)
        {
            WriteAddress(((ulong*)frame)[1]);
            stack = frame + (2 * sizeof(ulong));
            frame = *(ulong*)frame;
        }
    }

    private static void WriteAddress(ulong address)
    {
        Console.Write("  at ");
        Console.WriteHex(address);
        Console.NewLine();
    }
}
