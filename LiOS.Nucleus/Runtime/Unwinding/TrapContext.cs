using LiOS.Nucleus.Traps;

namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>
/// Contexts from and to interrupted registers. Vector registers are left out: no handler changes those that must survive, and the
/// trap's entry has saved the others.
/// </summary>
internal static unsafe class TrapContext
{
    // CONTEXT_AMD64 with control, integer, segments.
    private const uint Flags = 0x10_0007;

    private const int Alignment = 16;

    /// <summary>Bytes that <see cref="Load"/> needs.</summary>
    public static int Space => sizeof(Context) + Alignment;

    /// <summary>Makes a context of what a trap pushed.</summary>
    /// <param name="space">Where: <see cref="Space"/> bytes.</param>
    /// <param name="frame">What was pushed.</param>
    /// <returns>The context, aligned as the runtime's compiler takes for granted (DECLSPEC_ALIGN(16), winnt.h).</returns>
    public static Context* Load(byte* space, TrapFrame* frame)
    {
        Context* context = (Context*)(((ulong)space + Alignment - 1) & ~(ulong)(Alignment - 1));
        *context = default;
        context->Flags = Flags;
        context->Cs = (ushort)frame->Cs;
        context->Ss = (ushort)frame->Ss;
        context->Rflags = (uint)frame->Rflags;
        context->Rip = frame->Rip;
        ulong* registers = context->Registers;
        registers[0] = frame->Rax;
        registers[1] = frame->Rcx;
        registers[2] = frame->Rdx;
        registers[3] = frame->Rbx;
        registers[4] = frame->Rsp;
        registers[5] = frame->Rbp;
        registers[6] = frame->Rsi;
        registers[7] = frame->Rdi;
        registers[8] = frame->R8;
        registers[9] = frame->R9;
        registers[10] = frame->R10;
        registers[11] = frame->R11;
        registers[12] = frame->R12;
        registers[13] = frame->R13;
        registers[14] = frame->R14;
        registers[15] = frame->R15;
        return context;
    }

    /// <summary>Makes a trap return to a context.</summary>
    public static void Store(Context* context, TrapFrame* frame)
    {
        frame->Rflags = context->Rflags;
        frame->Rip = context->Rip;
        ulong* registers = context->Registers;
        frame->Rax = registers[0];
        frame->Rcx = registers[1];
        frame->Rdx = registers[2];
        frame->Rbx = registers[3];
        frame->Rsp = registers[4];
        frame->Rbp = registers[5];
        frame->Rsi = registers[6];
        frame->Rdi = registers[7];
        frame->R8 = registers[8];
        frame->R9 = registers[9];
        frame->R10 = registers[10];
        frame->R11 = registers[11];
        frame->R12 = registers[12];
        frame->R13 = registers[13];
        frame->R14 = registers[14];
        frame->R15 = registers[15];
    }
}
