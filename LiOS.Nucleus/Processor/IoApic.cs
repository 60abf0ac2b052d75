using LiOS.Memory;

namespace LiOS.Nucleus.Processor;

/// <summary>The registers of an I/O APIC (Intel 82093AA data sheet, 3.0): an index and a window, in memory.</summary>
internal static unsafe class IoApic
{
    private const int Window = 0x10;
    private const uint Version = 1, FirstEntry = 0x10;
    private const uint Masked = 1 << 16, Level = 1 << 15, ActiveLow = 1 << 13;

    /// <summary>How many interrupts one has.</summary>
    /// <param name="address">Physical address of its registers.</param>
    public static uint CountOf(uint address) => ((Read(address, Version) >> 16) & 0xFF) + 1;

    /// <summary>Masks all its interrupts.</summary>
    public static void MaskAll(uint address)
    {
        uint count = CountOf(address);
        for (uint i = 0; i < count; i++) Write(address, FirstEntry + (2 * i), Masked);
    }

    /// <summary>Sends an interrupt to a processor, in physical mode.</summary>
    public static void Route(uint address, uint index, int vector, bool isActiveLow, bool isLevel, uint processor)
    {
        uint entry = (uint)vector | (isActiveLow ? ActiveLow : 0) | (isLevel ? Level : 0);
        Write(address, FirstEntry + (2 * index) + 1, processor << 24);
        Write(address, FirstEntry + (2 * index), entry);
    }

    private static uint Read(uint address, uint register)
    {
        byte* registers = (byte*)(KernelLayout.DirectMap + address);
        Cpu.WriteRegister(registers, register);
        return Cpu.ReadRegister(registers + Window);
    }

    private static void Write(uint address, uint register, uint value)
    {
        byte* registers = (byte*)(KernelLayout.DirectMap + address);
        Cpu.WriteRegister(registers, register);
        Cpu.WriteRegister(registers + Window, value);
    }
}
