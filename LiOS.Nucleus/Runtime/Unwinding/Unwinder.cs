namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>
/// Takes a context from a function to its caller by the function's unwind information (x64 exception handling, Microsoft's
/// documentation: unwind procedure).
/// </summary>
internal static unsafe class Unwinder
{
    /// <summary>Chains longer than this do not exist in sound images.</summary>
    private const int LongestChain = 32;

    /// <summary>Unwinds one frame. The stack must be readable where the unwind information says that registers were saved.</summary>
    /// <param name="handlerType">Which handlers the caller is interested in.</param>
    /// <param name="imageBase">The image's base.</param>
    /// <param name="instruction">The address within the function: of the next instruction to execute.</param>
    /// <param name="function">The function's entry, or null for a leaf.</param>
    /// <param name="context">The registers in the function; on return those in its caller.</param>
    /// <param name="handlerData">What belongs to the handler, when there is one.</param>
    /// <param name="establisherFrame">The function's frame: what its frame register was made from, or RSP behind the prolog.</param>
    /// <param name="locations">Where saved registers were found, or null.</param>
    /// <returns>The function's handler when it has one of that type and is in its body, or null.</returns>
    public static void* Unwind(int handlerType, byte* imageBase, ulong instruction, RuntimeFunction* function, Context* context,
        out void* handlerData, out ulong establisherFrame, RegisterLocations* locations)
    {
        handlerData = null;
        establisherFrame = context->Rsp;
        if (function == null)
        {
            Return(context);
            return null;
        }

        function = Direct(imageBase, function);
        UnwindInformation* information = (UnwindInformation*)(imageBase + function->UnwindData);
        uint offset = (uint)(instruction - (ulong)imageBase) - function->Begin;
        bool isInProlog = offset < information->PrologSize;
        if (information->FrameRegister != 0 && (!isInProlog || (information->Flags & UnwindInformation.Chained) != 0 || IsFrameSet(information, offset)))
            establisherFrame = context->Registers[information->FrameRegister] - information->FrameOffset;

        if (!isInProlog && EpilogSimulator.TryFinish(imageBase, function, instruction, context, locations)) return null;

        bool isFinished = Undo(information, isInProlog ? offset : uint.MaxValue, establisherFrame, context, locations);
        UnwindInformation* part = information;
        for (int i = 0; i < LongestChain && !isFinished && (part->Flags & UnwindInformation.Chained) != 0; i++)
        {
            RuntimeFunction* parent = Direct(imageBase, (RuntimeFunction*)UnwindInformation.Trailer(part));
            part = (UnwindInformation*)(imageBase + parent->UnwindData);
            isFinished = Undo(part, uint.MaxValue, establisherFrame, context, locations);
        }

        if (!isFinished) Return(context);
        if (isInProlog || (part->Flags & handlerType & (UnwindInformation.ExceptionHandler | UnwindInformation.TerminationHandler)) == 0) return null;
        uint* trailer = UnwindInformation.Trailer(part);
        handlerData = trailer + 1;
        return imageBase + *trailer;
    }

    /// <summary>Where the function begins that an entry describes a part of: an offset in the image, the same for all its parts.</summary>
    public static uint PrimaryBegin(byte* imageBase, RuntimeFunction* function)
    {
        function = Direct(imageBase, function);
        for (int i = 0; i < LongestChain; i++)
        {
            UnwindInformation* information = (UnwindInformation*)(imageBase + function->UnwindData);
            if ((information->Flags & UnwindInformation.Chained) == 0) break;
            function = Direct(imageBase, (RuntimeFunction*)UnwindInformation.Trailer(information));
        }

        return function->Begin;
    }

    /// <summary>Takes a general register off the stack.</summary>
    public static void Pop(Context* context, int register, RegisterLocations* locations)
    {
        Restore(context, register, (ulong*)context->Rsp, locations);
        context->Rsp += 8;
    }

    /// <summary>Takes the return address off the stack.</summary>
    public static void Return(Context* context)
    {
        context->Rip = *(ulong*)context->Rsp;
        context->Rsp += 8;
    }

    private static RuntimeFunction* Direct(byte* imageBase, RuntimeFunction* function) =>
        (function->UnwindData & 1) != 0 ? (RuntimeFunction*)(imageBase + (function->UnwindData & ~1u)) : function;

    private static bool IsFrameSet(UnwindInformation* information, uint offset)
    {
        UnwindCode* codes = UnwindInformation.Codes(information);
        for (int i = 0; i < information->CodeCount; i += Slots(codes + i, information->Version))
        {
            if (codes[i].Operation == UnwindOperation.SetFrameRegister) return offset >= (uint)codes[i].PrologOffset;
        }

        return false;
    }

    // Reverses what of a prolog has been executed. Returns whether the caller's RIP was found in an interrupt frame.
    private static bool Undo(UnwindInformation* information, uint offset, ulong frame, Context* context, RegisterLocations* locations)
    {
        UnwindCode* codes = UnwindInformation.Codes(information);
        for (int i = 0; i < information->CodeCount; )
        {
            UnwindCode* code = codes + i;
            i += Slots(code, information->Version);
            if (offset < (uint)code->PrologOffset) continue;
            ulong far = code[1].Value | (code[2].Value << 16);
            switch (code->Operation)
            {
                case UnwindOperation.PushNonvolatile:
                    Pop(context, code->Information, locations);
                    break;
                case UnwindOperation.AllocateLarge:
                    context->Rsp += code->Information == 0 ? (ulong)code[1].Value * 8 : far;
                    break;
                case UnwindOperation.AllocateSmall:
                    context->Rsp += ((ulong)code->Information * 8) + 8;
                    break;
                case UnwindOperation.SetFrameRegister:
                    context->Rsp = frame;
                    break;
                case UnwindOperation.SaveNonvolatile:
                    Restore(context, code->Information, (ulong*)(frame + ((ulong)code[1].Value * 8)), locations);
                    break;
                case UnwindOperation.SaveNonvolatileFar:
                    Restore(context, code->Information, (ulong*)(frame + far), locations);
                    break;
                case UnwindOperation.SaveVector:
                    RestoreVector(context, code->Information, (ulong*)(frame + ((ulong)code[1].Value * 16)), locations);
                    break;
                case UnwindOperation.SaveVectorFar:
                    RestoreVector(context, code->Information, (ulong*)(frame + far), locations);
                    break;
                case UnwindOperation.PushMachineFrame:
                    ulong* machine = (ulong*)(context->Rsp + ((ulong)code->Information * 8));
                    context->Rip = machine[0];
                    context->Rsp = machine[3];
                    return true;
            }
        }

        return false;
    }

    private static int Slots(UnwindCode* code, int version) => code->Operation switch
    {
        UnwindOperation.AllocateLarge => code->Information == 0 ? 2 : 3,
        UnwindOperation.SaveNonvolatile or UnwindOperation.SaveVector => 2,
        UnwindOperation.SaveNonvolatileFar or UnwindOperation.SaveVectorFar => 3,
        UnwindOperation.Epilog => version == 2 ? 1 : 2,
        _ => 1,
    };

    private static void Restore(Context* context, int register, ulong* place, RegisterLocations* locations)
    {
        context->Registers[register] = *place;
        if (locations != null) locations->Registers[register] = (ulong)place;
    }

    private static void RestoreVector(Context* context, int register, ulong* place, RegisterLocations* locations)
    {
        context->Vectors[register * 2] = place[0];
        context->Vectors[(register * 2) + 1] = place[1];
        if (locations != null) locations->Vectors[register] = (ulong)place;
    }
}
