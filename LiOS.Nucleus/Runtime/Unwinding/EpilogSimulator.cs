namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>
/// Recognises code that has begun to leave its function and finishes it on a context. Epilogs have a fixed form (x64 exception
/// handling, Microsoft's documentation: prolog and epilog): an addition to RSP, pops, and a return or a jump out of the function.
/// </summary>
internal static unsafe class EpilogSimulator
{
    /// <summary>Finishes an epilog.</summary>
    /// <param name="imageBase">The image's base.</param>
    /// <param name="function">The entry that covers the instruction.</param>
    /// <param name="instruction">The next instruction to execute, behind the prolog.</param>
    /// <param name="context">The registers; changed to those of the caller only when the answer is true.</param>
    /// <param name="locations">Where saved registers were found, or null.</param>
    /// <returns>Whether the instruction was part of an epilog.</returns>
    public static bool TryFinish(byte* imageBase, RuntimeFunction* function, ulong instruction, Context* context, RegisterLocations* locations)
    {
        byte* start = (byte*)instruction, end = imageBase + function->End;
        byte* pops = SkipAdjustment(imageBase, function, start, context, out ulong stack);
        byte* at = pops;
        while (at < end && PopLength(at) != 0) at += PopLength(at);
        if (at >= end || !IsExit(imageBase, function, at)) return false;

        context->Rsp = stack;
        for (byte* pop = pops; pop < at; pop += PopLength(pop)) Unwinder.Pop(context, PoppedRegister(pop), locations);
        Unwinder.Return(context);
        return true;
    }

    // "add rsp, constant" or "lea rsp, [frame register + constant]" may come first.
    private static byte* SkipAdjustment(byte* imageBase, RuntimeFunction* function, byte* at, Context* context, out ulong stack)
    {
        stack = context->Rsp;
        if (at[0] == 0x48 && at[1] == 0x83 && at[2] == 0xC4)
        {
            stack += (ulong)(sbyte)at[3];
            return at + 4;
        }

        if (at[0] == 0x48 && at[1] == 0x81 && at[2] == 0xC4)
        {
            stack += (ulong)*(int*)(at + 3);
            return at + 7;
        }

        if ((at[0] & 0xFE) != 0x48 || at[1] != 0x8D || (at[2] & 0x38) != 0x20) return at;
        int register = (at[2] & 7) | ((at[0] & 1) << 3);
        UnwindInformation* information = (UnwindInformation*)(imageBase + function->UnwindData);
        if (information->FrameRegister == 0 || register != information->FrameRegister) return at;

        // R12 needs a second byte to be addressed by, the others have their displacement at once.
        byte* operand = at + 3 + ((register & 7) == 4 ? 1 : 0);
        ulong frame = context->Registers[register];
        switch (at[2] >> 6)
        {
            case 0 when (register & 7) != 5:
                stack = frame;
                return operand;
            case 1:
                stack = frame + (ulong)*(sbyte*)operand;
                return operand + 1;
            case 2:
                stack = frame + (ulong)*(int*)operand;
                return operand + 4;
            default:
                return at;
        }
    }

    private static int PopLength(byte* at)
    {
        if ((at[0] & 0xF8) == 0x58) return 1;
        return (at[0] & 0xF0) == 0x40 && (at[1] & 0xF8) == 0x58 ? 2 : 0;
    }

    private static int PoppedRegister(byte* at) => (at[0] & 0xF8) == 0x58 ? at[0] & 7 : (at[1] & 7) | ((at[0] & 1) << 3);

    // A return, or a jump that leaves the function: directly elsewhere, or through memory or a register as a tail call.
    private static bool IsExit(byte* imageBase, RuntimeFunction* function, byte* at)
    {
        switch (at[0])
        {
            case 0xC3 or 0xC2:
                return true;
            case 0xF3:
                return at[1] == 0xC3;
            case 0xEB:
                return IsOutside(imageBase, function, at + 2 + (sbyte)at[1]);
            case 0xE9:
                return IsOutside(imageBase, function, at + 5 + *(int*)(at + 1));
            case 0xFF:
                return at[1] == 0x25;
            default:
                return (at[0] & 0xF8) == 0x48 && at[1] == 0xFF && (at[2] & 0x38) == 0x20;
        }
    }

    // Jumps between the parts of one function do not leave it; a jump to its first byte is a call of itself.
    private static bool IsOutside(byte* imageBase, RuntimeFunction* function, byte* target)
    {
        uint begin = Unwinder.PrimaryBegin(imageBase, function);
        if (target == imageBase + begin) return true;
        if (target >= imageBase + function->Begin && target < imageBase + function->End) return false;
        RuntimeFunction* other = FunctionTable.Find((ulong)target, out _);
        return other == null || Unwinder.PrimaryBegin(imageBase, other) != begin;
    }
}
