using System.Runtime.InteropServices;

namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>
/// The registers of a thread: CONTEXT of the Windows SDK (winnt.h, x64), 1,232 bytes. The general registers lie in the order
/// of their numbers in instructions, which is also the order unwind codes use. Context.asm knows the offsets.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Context
{
    /// <summary>Number of RSP among the general registers.</summary>
    public const int StackPointer = 4;

    /// <summary>CONTEXT_AMD64 with the parts control, integer, segments and floating point.</summary>
    public const uint AllFlags = 0x10_000F;

    private fixed ulong _home[6];

    /// <summary>Which parts are valid.</summary>
    public uint Flags;

    /// <summary>SSE control and status.</summary>
    public uint Mxcsr;

    public ushort Cs, Ds, Es, Fs, Gs, Ss;

    /// <summary>RFLAGS.</summary>
    public uint Rflags;

    private fixed ulong _debug[6];

    /// <summary>RAX RCX RDX RBX RSP RBP RSI RDI R8 to R15.</summary>
    public fixed ulong Registers[16];

    public ulong Rip;

    private fixed ulong _fxHeader[20];

    /// <summary>XMM0 to XMM15, two halves each, as they lie in the FXSAVE area.</summary>
    public fixed ulong Vectors[32];

    private fixed ulong _fxReserved[12];
    private fixed ulong _vectorRegisters[52];
    private fixed ulong _branchRecords[6];

    /// <summary>The stack pointer.</summary>
    public ulong Rsp
    {
        get => Registers[StackPointer];
        set => Registers[StackPointer] = value;
    }
}
