using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Memory;

namespace LiOS.Kernel.Elf;

/// <summary>A program in a memory of its own, ready to start.</summary>
/// <param name="Memory">The memory; the holder's to release.</param>
/// <param name="Entry">Where it starts.</param>
/// <param name="StackPointer">Its stack pointer.</param>
/// <param name="Name">The name for ps(1).</param>
/// <param name="Credentials">Whom it acts for.</param>
internal sealed record LoadedProgram(ProcessMemory Memory, ulong Entry, ulong StackPointer, string Name, Credentials Credentials);
