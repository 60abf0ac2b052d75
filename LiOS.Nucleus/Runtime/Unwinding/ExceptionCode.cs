namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>What the runtime calls the processor's faults: status values of the Windows SDK (ntstatus.h).</summary>
internal static class ExceptionCode
{
    /// <summary>#DB after a single step.</summary>
    public const uint SingleStep = 0x8000_0004;

    /// <summary>#BP.</summary>
    public const uint Breakpoint = 0x8000_0003;

    /// <summary>#AC.</summary>
    public const uint Misalignment = 0x8000_0002;

    /// <summary>#PF and #GP; two parameters: 0 for a read, 1 for a write, 8 for execution, and the address (all ones after #GP).</summary>
    public const uint AccessViolation = 0xC000_0005;

    /// <summary>#UD.</summary>
    public const uint IllegalInstruction = 0xC000_001D;

    /// <summary>#DE, which the processor raises for an overflowing quotient too.</summary>
    public const uint DivisionByZero = 0xC000_0094;

    /// <summary>#OF.</summary>
    public const uint IntegerOverflow = 0xC000_0095;

    /// <summary>#XM.</summary>
    public const uint InvalidFloatingPoint = 0xC000_0090;

    /// <summary>#PF in the guard page of a stack.</summary>
    public const uint StackOverflow = 0xC000_00FD;
}
