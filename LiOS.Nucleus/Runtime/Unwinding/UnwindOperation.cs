namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>What an instruction of a prolog did (x64 exception handling, Microsoft's documentation: unwind operation code).</summary>
internal enum UnwindOperation
{
    /// <summary>Pushed a register.</summary>
    PushNonvolatile = 0,

    /// <summary>Lowered RSP by the operand: one slot times 8, or two slots.</summary>
    AllocateLarge = 1,

    /// <summary>Lowered RSP by 8 to 128 bytes.</summary>
    AllocateSmall = 2,

    /// <summary>Set the frame register.</summary>
    SetFrameRegister = 3,

    /// <summary>Stored a register at the operand times 8.</summary>
    SaveNonvolatile = 4,

    /// <summary>Stored a register at a 32-bit operand.</summary>
    SaveNonvolatileFar = 5,

    /// <summary>Version 2: describes an epilog; nothing to undo.</summary>
    Epilog = 6,

    /// <summary>Stored a vector register at the operand times 16.</summary>
    SaveVector = 8,

    /// <summary>Stored a vector register at a 32-bit operand.</summary>
    SaveVectorFar = 9,

    /// <summary>The processor pushed an interrupt frame, with an error code below it when the information is 1.</summary>
    PushMachineFrame = 10,
}
