namespace LiOS.Nucleus.Traps;

/// <summary>
/// Tells a division by zero from a quotient that does not fit: the processor reports both as #DE (Intel SDM volume 2, DIV and IDIV),
/// so the divisor is looked up as the instruction encodes it.
/// </summary>
internal static unsafe class DivideError
{
    private const byte OperandSize = 0x66, RexW = 8, RexX = 2, RexB = 1;

    /// <summary>Whether the divisor of the instruction at RIP is zero.</summary>
    public static bool IsByZero(TrapFrame* frame)
    {
        byte* at = (byte*)frame->Rip;
        bool small = false;
        byte rex = 0;
        while (*at == OperandSize)
        {
            small = true;
            at++;
        }

        if ((*at & 0xF0) == 0x40) rex = *at++;
        byte opcode = *at++;
        if (opcode is not (0xF6 or 0xF7)) return true;
        int size = opcode == 0xF6 ? 1 : (rex & RexW) != 0 ? 8 : small ? 2 : 4;
        byte mode = (byte)(*at >> 6), low = (byte)(*at & 7);
        at++;
        if (mode == 3)
        {
            // Without REX, the byte registers 4 to 7 are the second bytes of the first four.
            if (size == 1 && rex == 0 && low >= 4) return ((Register(frame, low - 4) >> 8) & 0xFF) == 0;
            return Truncate(Register(frame, low | ((rex & RexB) << 3)), size) == 0;
        }

        ulong address = 0;
        bool hasBase = true;
        if (low == 4)
        {
            byte sib = *at++;
            int index = ((sib >> 3) & 7) | ((rex & RexX) << 2);
            if (index != 4) address = Register(frame, index) << (sib >> 6);
            low = (byte)(sib & 7);
            hasBase = low != 5 || mode != 0;
        }
        else if (low == 5 && mode == 0)
        {
            // Relative to the next instruction, which begins behind the four bytes of displacement.
            return Truncate(*(ulong*)((ulong)(at + 4) + (ulong)(long)*(int*)at), size) == 0;
        }

        if (hasBase) address += Register(frame, low | ((rex & RexB) << 3));
        if (mode == 1) address += (ulong)(long)*(sbyte*)at;
        else if (mode == 2 || !hasBase) address += (ulong)(long)*(int*)at;
        return Truncate(*(ulong*)address, size) == 0;
    }

    private static ulong Truncate(ulong value, int size) => size == 8 ? value : value & ((1UL << (size * 8)) - 1);

    // The encoding's order: RAX RCX RDX RBX RSP RBP RSI RDI R8 to R15.
    private static ulong Register(TrapFrame* frame, int number) => number switch
    {
        0 => frame->Rax,
        1 => frame->Rcx,
        2 => frame->Rdx,
        3 => frame->Rbx,
        4 => frame->Rsp,
        5 => frame->Rbp,
        6 => frame->Rsi,
        7 => frame->Rdi,
        8 => frame->R8,
        9 => frame->R9,
        10 => frame->R10,
        11 => frame->R11,
        12 => frame->R12,
        13 => frame->R13,
        14 => frame->R14,
        _ => frame->R15,
    };
}
