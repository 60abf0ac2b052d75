using System.Runtime;
using LiOS.Nucleus.Threading;

namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>Lists return addresses. Made for panics: a broken stack ends the walk and does not fault.</summary>
internal static unsafe class StackWalker
{
    /// <summary>Collects the addresses of a context and of its callers.</summary>
    /// <param name="context">Where to begin; on return where the walk ended.</param>
    /// <param name="low">Lowest readable address of the stack.</param>
    /// <param name="high">Address behind the stack.</param>
    /// <param name="addresses">The context's own RIP and then return addresses.</param>
    /// <param name="capacity">Room there.</param>
    /// <returns>How many addresses there are.</returns>
    public static int Walk(Context* context, ulong low, ulong high, ulong* addresses, int capacity)
    {
        int count = 0;
        while (count < capacity && FunctionTable.ImageOf(context->Rip) != null)
        {
            addresses[count++] = context->Rip;
            ulong before = context->Rsp;
            if (!TryStep(context, low, high) || context->Rsp <= before) break;
        }

        return count;
    }

    private static bool TryStep(Context* context, ulong low, ulong high)
    {
        RuntimeFunction* function = FunctionTable.Find(context->Rip, out byte* imageBase);
        if (!IsInside(context->Rsp, low, high)) return false;
        if (function != null && !IsFrameInside(imageBase, function, context, low, high)) return false;
        Unwinder.Unwind(0, imageBase, context->Rip, function, context, out _, out _, null);
        return IsInside(context->Rsp - 8, low, high);
    }

    private static bool IsFrameInside(byte* imageBase, RuntimeFunction* function, Context* context, ulong low, ulong high)
    {
        if ((function->UnwindData & 1) != 0) return false;
        UnwindInformation* information = (UnwindInformation*)(imageBase + function->UnwindData);
        return information->FrameRegister == 0 || context->Rip - (ulong)imageBase - function->Begin < information->PrologSize
            || IsInside(context->Registers[information->FrameRegister] - information->FrameOffset, low, high);
    }

    private static bool IsInside(ulong address, ulong low, ulong high) => (address & 7) == 0 && address >= low && address < high;

    /// <summary>Return addresses of the running thread, from the caller of this function on.</summary>
    [RuntimeExport("RtlCaptureStackBackTrace")]
    private static ushort CaptureBackTrace(uint skip, uint capacity, ulong* addresses, uint* hash)
    {
        Context context;
        ContextRegisters.Capture(&context);
        ThreadBlock* block = Thread.Current->Block;
        uint sum = 0;
        ushort count = 0;

        // One step leads from this function to its caller, whose own address is the first to be counted.
        bool isGood = TryStep(&context, block->StackLimit, block->StackBase);
        while (isGood && count < capacity && FunctionTable.ImageOf(context.Rip) != null)
        {
            if (skip != 0)
            {
                skip--;
            }
            else
            {
                addresses[count++] = context.Rip;
                sum += (uint)context.Rip;
            }

            isGood = TryStep(&context, block->StackLimit, block->StackBase);
        }

        if (hash != null) *hash = sum;
        return count;
    }
}
