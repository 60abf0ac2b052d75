using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls;

/// <summary>The arguments of a system call, read from the registers on demand (System V ABI for x86-64, A.2.1).</summary>
internal readonly ref struct Arguments(ref UserRegisters registers)
{
    private readonly ref UserRegisters _registers = ref registers;

    /// <summary>The first argument; the others follow.</summary>
    public ulong A0 => _registers.Rdi;

#pragma warning disable CS1591 // In the order of the ABI.
    public ulong A1 => _registers.Rsi;

    public ulong A2 => _registers.Rdx;

    public ulong A3 => _registers.R10;

    public ulong A4 => _registers.R8;

    public ulong A5 => _registers.R9;
#pragma warning restore CS1591

    /// <summary>The first argument as a C int: its low half; the others follow.</summary>
    public int I0 => (int)A0;

#pragma warning disable CS1591
    public int I1 => (int)A1;

    public int I2 => (int)A2;

    public int I3 => (int)A3;

    public int I4 => (int)A4;

    public int I5 => (int)A5;
#pragma warning restore CS1591
}
