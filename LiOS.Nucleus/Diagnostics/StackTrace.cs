using LiOS.Nucleus.Runtime.Unwinding;
using LiOS.Nucleus.Threading;
using LiOS.Nucleus.Traps;

namespace LiOS.Nucleus.Diagnostics;

/// <summary>Writes who called whom, with the names of methods.</summary>
internal static unsafe class StackTrace
{
    private const int MaximumDepth = 40;
    private const ulong BootStackSize = 65536;

    /// <summary>Writes the way to an interrupted instruction.</summary>
    public static void Write(TrapFrame* frame)
    {
        byte* space = stackalloc byte[TrapContext.Space];
        Write(TrapContext.Load(space, frame));
    }

    /// <summary>Writes the way to the caller.</summary>
    public static void WriteCurrent()
    {
        Context context;
        ContextRegisters.Capture(&context);
        Write(&context);
    }

    private static void Write(Context* context)
    {
        ulong* addresses = stackalloc ulong[MaximumDepth];
        ThreadBlock* block = Thread.Current == null ? null : Thread.Current->Block;
        bool known = block != null && block->StackBase != 0;
        // The boot code's own stack is known only by where its pointer is.
        ulong low = known ? block->StackLimit : context->Rsp & ~7UL;
        ulong high = known ? block->StackBase : low + BootStackSize;
        int count = StackWalker.Walk(context, low, high, addresses, MaximumDepth);
        for (int i = 0; i < count; i++)
        {
            Console.Write("  at ");
            Symbols.Write(addresses[i]);
            Console.NewLine();
        }
    }
}
