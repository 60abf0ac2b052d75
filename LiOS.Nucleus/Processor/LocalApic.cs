using LiOS.Memory;
using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Traps;

namespace LiOS.Nucleus.Processor;

/// <summary>
/// The processor's own interrupt controller (Intel SDM volume 3, chapter 10), in xAPIC mode. Its registers are used through the
/// direct map: the memory type range registers keep them uncached.
/// </summary>
internal static unsafe class LocalApic
{
    // Register offsets, table 10-1.
    public const int TimerEntry = 0x320, InitialCount = 0x380, CurrentCount = 0x390, DivideConfiguration = 0x3E0;

    public const uint Masked = 1 << 16;

    private const int IdentifierRegister = 0x20, TaskPriority = 0x80, EndOfInterruptRegister = 0xB0, SpuriousRegister = 0xF0, Line0Entry = 0x350, ErrorEntry = 0x370;
    private const uint SoftwareEnable = 1 << 8;
    private const ulong GlobalEnable = 1 << 11, ExtendedMode = 1 << 10, AddressMask = 0xF_FFFF_FFFF_F000;

    private static byte* s_registers;

    /// <summary>The number that I/O APICs know this processor by.</summary>
    public static uint Identifier => Read(IdentifierRegister) >> 24;

    /// <summary>Switches it on, without any source of interrupts of its own.</summary>
    /// <returns>Whether there is one.</returns>
    public static bool TryEnable()
    {
        if (!Features.HasApic) return false;
        ulong state = Cpu.ReadMsr(ModelSpecificRegisters.ApicBase);
        if ((state & AddressMask) >= MemoryManager.DirectMapEnd) return false;
        // Out of x2APIC mode leads only the way through "off" (10.12.5).
        if ((state & ExtendedMode) != 0) Cpu.WriteMsr(ModelSpecificRegisters.ApicBase, state & ~(ExtendedMode | GlobalEnable));
        Cpu.WriteMsr(ModelSpecificRegisters.ApicBase, (state & ~ExtendedMode) | GlobalEnable);
        s_registers = (byte*)(KernelLayout.DirectMap + (state & AddressMask));
        Write(SpuriousRegister, SoftwareEnable | Vectors.Spurious);
        Write(TimerEntry, Masked);
        Write(Line0Entry, Masked);
        Write(ErrorEntry, Masked);
        Write(TaskPriority, 0);
        return true;
    }

    public static void EndOfInterrupt() => Write(EndOfInterruptRegister, 0);

    public static uint Read(int register) => Cpu.ReadRegister(s_registers + register);

    public static void Write(int register, uint value) => Cpu.WriteRegister(s_registers + register, value);
}
