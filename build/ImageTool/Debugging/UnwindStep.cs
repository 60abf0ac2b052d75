namespace LiOS.ImageTool.Debugging;

/// <summary>What one instruction of a function's beginning does to its frame.</summary>
/// <param name="Offset">Bytes from the function's first one to behind the instruction.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Register">The register that is pushed, saved, or made the frame register.</param>
/// <param name="Value">Bytes that are taken from the stack; where a register is saved or the frame register points, above the stack pointer.</param>
internal readonly record struct UnwindStep(uint Offset, UnwindStepKind Kind, int Register, uint Value);
