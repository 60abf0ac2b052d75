using Cosmos.Kernel.Core.CPU;
using LiOS.Nucleus.Traps;

namespace LiOS.Nucleus.Processor;

/// <summary>The ISA lines, as far as LiOS serves devices itself; the controllers are Cosmos's.</summary>
internal static class InterruptController
{
    /// <summary>How many ISA lines there are.</summary>
    public const int Lines = 16;

    /// <summary>Lets a line interrupt; what has come is told to <see cref="KernelTraps.HandleLine"/>.</summary>
    public static void Unmask(int line) => InterruptManager.SetIrqHandler((byte)line, static (ref IRQContext context) => KernelTraps.HandleLine((int)context.interrupt));
}
