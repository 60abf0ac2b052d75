namespace LiOS.Nucleus.Acpi;

/// <summary>The values of SLP_TYP that mean "off": the package _S5_ of the differentiated description table (ACPI 6.5, 7.4.2.6).</summary>
internal static unsafe class SleepType
{
    private const uint Name = 0x5F35535F; // "_S5_"
    private const byte NameOperator = 0x08, RootCharacter = (byte)'\\', PackageOperator = 0x12, BytePrefix = 0x0A, WordPrefix = 0x0B, DoubleWordPrefix = 0x0C;
    private const byte LargestType = 7;

    /// <summary>
    /// Looks for the definition of _S5_ in the table's byte code (20.2.2, 20.2.5.1 and 20.2.5.4) without running any of it:
    /// firmware defines it as a constant package.
    /// </summary>
    /// <param name="table">The table; its length has been checked.</param>
    /// <param name="typeA">SLP_TYP for PM1a_CNT, 0 to 7.</param>
    /// <param name="typeB">SLP_TYP for PM1b_CNT, 0 to 7.</param>
    public static bool TryFind(byte* table, out byte typeA, out byte typeB)
    {
        uint length = AcpiTables.LengthOf(table);
        for (uint at = AcpiTables.HeaderSize + 1; at + 4 <= length; at++)
        {
            if (*(uint*)(table + at) != Name) continue;
            bool isDefinition = table[at - 1] == NameOperator || (table[at - 1] == RootCharacter && table[at - 2] == NameOperator);
            if (isDefinition && TryReadPackage(table + at + 4, table + length, out typeA, out typeB)) return true;
        }

        typeA = typeB = 0;
        return false;
    }

    private static bool TryReadPackage(byte* at, byte* end, out byte typeA, out byte typeB)
    {
        typeA = typeB = 0;
        if (end - at < 4 || *at++ != PackageOperator) return false;
        at += 1 + (*at >> 6); // The length's own length is in its two highest bits.
        if (at >= end) return false;
        byte count = *at++;
        if (count == 0 || !TryReadNumber(ref at, end, out typeA)) return false;
        return count == 1 || TryReadNumber(ref at, end, out typeB);
    }

    private static bool TryReadNumber(ref byte* at, byte* end, out byte value)
    {
        value = 0;
        if (at >= end) return false;
        byte first = *at++;
        if (first <= 1)
        {
            value = first; // ZeroOp and OneOp.
            return true;
        }

        int size = first switch { BytePrefix => 1, WordPrefix => 2, DoubleWordPrefix => 4, _ => 0 };
        if (size == 0 || end - at < size) return false;
        value = *at;
        for (int i = 1; i < size; i++)
        {
            if (at[i] != 0) return false;
        }

        at += size;
        return value <= LargestType;
    }
}
