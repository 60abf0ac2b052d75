namespace LiOS.Nucleus.Acpi;

/// <summary>What the multiple APIC description table says (ACPI 6.5, 5.2.12): the I/O APICs, and where the ISA lines end.</summary>
internal unsafe struct InterruptModel
{
    public const int Lines = 16, MaximumIoApics = 8;

    private const uint FirstEntry = 44;
    private const byte IoApicEntry = 1, OverrideEntry = 2;

    /// <summary>I/O APICs found.</summary>
    public int IoApicCount;

    /// <summary>Physical address of each I/O APIC's registers, and the first global interrupt of each.</summary>
    public fixed uint IoApicAddress[MaximumIoApics], IoApicBase[MaximumIoApics];

    /// <summary>The global interrupt of each ISA line.</summary>
    public fixed uint GlobalInterrupt[Lines];

    /// <summary>Whether an ISA line is active low; whether it is level-triggered.</summary>
    public fixed bool IsActiveLow[Lines], IsLevel[Lines];

    /// <summary>Reads the table.</summary>
    /// <returns>Whether it is well-formed and names an I/O APIC.</returns>
    public static bool TryRead(byte* table, InterruptModel* model)
    {
        *model = default;
        for (uint line = 0; line < Lines; line++) model->GlobalInterrupt[line] = line;
        uint length = AcpiTables.LengthOf(table);
        if (length < FirstEntry) return false;
        for (uint at = FirstEntry; at < length;)
        {
            byte* entry = table + at;
            uint size = length - at >= 2 ? entry[1] : 0u;
            if (size < 2 || size > length - at) return false;
            if (entry[0] == IoApicEntry && size >= 12 && model->IoApicCount < MaximumIoApics)
            {
                model->IoApicAddress[model->IoApicCount] = *(uint*)(entry + 4);
                model->IoApicBase[model->IoApicCount++] = *(uint*)(entry + 8);
            }
            else if (entry[0] == OverrideEntry && size >= 10 && entry[2] == 0 && entry[3] < Lines)
            {
                // MPS INTI flags (table 5.26): 3 is active low, 3 in the next two bits level-triggered; "conforms" is ISA's high and edge.
                uint flags = *(ushort*)(entry + 8);
                model->GlobalInterrupt[entry[3]] = *(uint*)(entry + 4);
                model->IsActiveLow[entry[3]] = (flags & 3) == 3;
                model->IsLevel[entry[3]] = ((flags >> 2) & 3) == 3;
            }

            at += size;
        }

        return model->IoApicCount > 0;
    }
}
