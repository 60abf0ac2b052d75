namespace LiOS.Nucleus.Processor;

/// <summary>The memory types that page-table entries select (Intel SDM volume 3, 11.12).</summary>
internal static unsafe class PageAttributeTable
{
    private const uint Register = 0x277;
    private const uint Announced = 1u << 16;
    private const int EntryShift = 8;
    private const ulong EntryMask = 0xFFUL << EntryShift, WriteCombining = 1UL << EntryShift;

    /// <summary>
    /// Makes entry 1 (PWT set, PCD and PAT clear) write-combining instead of write-through. Must be called before anything is
    /// mapped with that entry: caches and TLBs then hold nothing that would have to be flushed.
    /// </summary>
    public static void EnableWriteCombining()
    {
        uint* registers = stackalloc uint[4];
        Cpu.Identify(1, 0, registers);
        if ((registers[3] & Announced) == 0) return;
        Cpu.WriteMsr(Register, (Cpu.ReadMsr(Register) & ~EntryMask) | WriteCombining);
    }
}
