using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Diagnostics;

namespace LiOS.Nucleus.Acpi;

/// <summary>What this machine's firmware tells about it, read once at boot. What it does not tell, or tells wrongly, is absent.</summary>
internal static unsafe class Firmware
{
    private const uint HpetSize = 56;
    private static InterruptModel s_interrupts;
    private static FixedHardware s_hardware;

    /// <summary>Whether <see cref="Interrupts"/> holds.</summary>
    public static bool HasInterrupts { get; private set; }

    /// <summary>The I/O APICs and ISA lines.</summary>
    public static InterruptModel* Interrupts
    {
        get
        {
            fixed (InterruptModel* interrupts = &s_interrupts) return interrupts;
        }
    }

    /// <summary>The power-management registers; all 0 when unknown.</summary>
    public static FixedHardware* Hardware
    {
        get
        {
            fixed (FixedHardware* hardware = &s_hardware) return hardware;
        }
    }

    /// <summary>Whether the values of SLP_TYP for "off" are known.</summary>
    public static bool HasOffType { get; private set; }

    public static byte OffTypeA { get; private set; }

    public static byte OffTypeB { get; private set; }

    /// <summary>The high-precision event timer's registers, or null (IA-PC HPET Specification 1.0a, 3.2.4).</summary>
    public static byte* Hpet { get; private set; }

    /// <summary>Reads the tables.</summary>
    public static void Initialize(BootData* data)
    {
        PhysicalWindow memory = new(MemoryManager.DirectMap, MemoryManager.DirectMapEnd);
        AcpiTables tables = default;
        byte* pointer = data->AcpiPointerSize != 0 ? data->AcpiPointer : AcpiTables.FindRootPointer(memory);
        int size = data->AcpiPointerSize != 0 ? data->AcpiPointerSize : AcpiTables.RootPointerSize;
        if (tables.TryOpen(memory, pointer, size)) ReadTables(ref tables, memory);
        if (!tables.IsPresent) Log.Write(LogModule.Boot, LogLevel.Info, $"{(tables.DamagedCount == 0 ? "there are no ACPI tables" : "the ACPI tables are damaged")}");
        else if (tables.DamagedCount != 0) Log.Write(LogModule.Boot, LogLevel.Info, $"a damaged ACPI table is passed over");
    }

    private static void ReadTables(ref AcpiTables tables, PhysicalWindow memory)
    {
        byte* table = tables.Find(AcpiTables.Madt);
        HasInterrupts = table != null && InterruptModel.TryRead(table, Interrupts);
        table = tables.Find(AcpiTables.Hpet);
        // Offset 40: a generic address, whose first byte is 0 for memory.
        if (table != null && AcpiTables.LengthOf(table) >= HpetSize && table[40] == 0) Hpet = memory.At(*(ulong*)(table + 44), 1024);
        table = tables.Find(AcpiTables.Fadt);
        if (table == null || !FixedHardware.TryRead(table, Hardware)) return;
        table = tables.TableAt(s_hardware.Dsdt, AcpiTables.Dsdt);
        if (table == null || !SleepType.TryFind(table, out byte typeA, out byte typeB)) return;
        HasOffType = true;
        OffTypeA = typeA;
        OffTypeB = typeB;
    }
}
