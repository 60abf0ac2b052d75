namespace LiOS.Nucleus.Acpi;

/// <summary>What the fixed description table says (ACPI 6.5, 5.2.9): the power-management timer, and the registers that switch off and restart.</summary>
internal unsafe struct FixedHardware
{
    /// <summary>Counts per second of the power-management timer (4.8.3.3).</summary>
    public const ulong TimerFrequency = 3_579_545;

    private const uint OldSize = 116, ExtendedSize = 244;
    private const uint ResetSupported = 1 << 10, TimerIs32Bit = 1 << 8, HardwareReduced = 1 << 20;
    private const byte IoSpace = 1, MemorySpace = 0;

    /// <summary>Address of the differentiated description table.</summary>
    public ulong Dsdt;

    /// <summary>I/O ports of PM1a_CNT and PM1b_CNT; 0 where there is none.</summary>
    public ushort ControlA, ControlB;

    /// <summary>Where the value <see cref="EnableValue"/> makes the firmware hand over power management; 0 where it need not be asked.</summary>
    public ushort SmiCommand;

    public byte EnableValue;

    /// <summary>I/O port of the power-management timer; 0 when there is none.</summary>
    public ushort Timer;

    /// <summary>Bits that the timer counts in.</summary>
    public uint TimerMask;

    /// <summary>The reset register: its address (0 when there is none), whether it is a port, and what is to be written.</summary>
    public ulong ResetAddress;

    public bool ResetIsPort;
    public byte ResetValue;

    /// <summary>Reads the table.</summary>
    /// <returns>False when it is too short to say anything.</returns>
    public static bool TryRead(byte* table, FixedHardware* hardware)
    {
        *hardware = default;
        uint length = AcpiTables.LengthOf(table);
        if (length < OldSize) return false;
        uint flags = *(uint*)(table + 112);
        bool isExtended = length >= ExtendedSize;
        hardware->Dsdt = isExtended && *(ulong*)(table + 140) != 0 ? *(ulong*)(table + 140) : *(uint*)(table + 40);
        if (length >= 129 && (flags & ResetSupported) != 0 && table[116] is IoSpace or MemorySpace)
        {
            hardware->ResetAddress = *(ulong*)(table + 120);
            hardware->ResetIsPort = table[116] == IoSpace;
            hardware->ResetValue = table[128];
        }

        if ((flags & HardwareReduced) != 0) return true;
        hardware->SmiCommand = (ushort)*(uint*)(table + 48);
        hardware->EnableValue = table[52];
        hardware->ControlA = Port(table, 64, 172, isExtended);
        hardware->ControlB = Port(table, 68, 184, isExtended);
        hardware->Timer = Port(table, 76, 208, isExtended);
        hardware->TimerMask = (flags & TimerIs32Bit) != 0 ? uint.MaxValue : 0xFF_FFFF;
        return true;
    }

    // The extended address block wins where it is filled and names a port; the old field knows ports alone.
    private static ushort Port(byte* table, uint oldOffset, uint extendedOffset, bool isExtended)
    {
        if (isExtended && table[extendedOffset] == IoSpace && *(ulong*)(table + extendedOffset + 4) is > 0 and <= 0xFFFF)
            return *(ushort*)(table + extendedOffset + 4);
        uint port = *(uint*)(table + oldOffset);
        return port <= 0xFFFF ? (ushort)port : (ushort)0;
    }
}
