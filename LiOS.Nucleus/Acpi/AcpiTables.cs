namespace LiOS.Nucleus.Acpi;

/// <summary>The firmware's tables (ACPI 6.5, 5.2): found through the root pointer, and believed only when their checksums hold.</summary>
internal unsafe struct AcpiTables
{
    /// <summary>Bytes of a root pointer: of version 1, and of the later ones.</summary>
    public const int OldRootPointerSize = 20, RootPointerSize = 36;

    /// <summary>Bytes of the header that every table begins with.</summary>
    public const uint HeaderSize = 36;

    // Signatures, as little-endian numbers: APIC is the multiple APIC description table, FACP the fixed description table.
    public const uint Madt = 0x43495041, Fadt = 0x50434146, Dsdt = 0x54445344, Hpet = 0x54455048;

    private const uint Rsdt = 0x54445352, Xsdt = 0x54445358;
    private const ulong RootPointerSignature = 0x2052545020445352; // "RSD PTR "
    private const ulong ExtendedAreaPointer = 0x40E, ExtendedAreaSearch = 1024, LowestExtendedArea = 0x80000, BiosStart = 0xE0000, BiosEnd = 0x100000;
    private const uint LongestTable = 1 << 20;

    private PhysicalWindow _memory;
    private byte* _root;
    private uint _entrySize;

    /// <summary>Tables and pointers passed over because they are damaged.</summary>
    public int DamagedCount { get; private set; }

    /// <summary>Whether there is a list of tables.</summary>
    public readonly bool IsPresent => _root != null;

    /// <summary>Finds the root pointer where a PC's BIOS leaves it: in the extended BIOS data area or in the BIOS itself (5.2.5.1).</summary>
    /// <returns>The pointer, or null.</returns>
    public static byte* FindRootPointer(PhysicalWindow memory)
    {
        byte* word = memory.At(ExtendedAreaPointer, 2);
        if (word == null) return null;
        ulong area = (ulong)*(ushort*)word << 4;
        byte* found = area is >= LowestExtendedArea and < 0xA0000 ? Search(memory, area, area + ExtendedAreaSearch) : null;
        return found != null ? found : Search(memory, BiosStart, BiosEnd);
    }

    /// <summary>Opens the list of tables.</summary>
    /// <param name="memory">Where the tables are.</param>
    /// <param name="pointer">The root pointer, or null.</param>
    /// <param name="size">Bytes of the root pointer that can be read.</param>
    /// <returns>Whether there is an undamaged list.</returns>
    public bool TryOpen(PhysicalWindow memory, byte* pointer, int size)
    {
        _memory = memory;
        _root = null;
        DamagedCount = 0;
        if (pointer == null || size < OldRootPointerSize) return false;
        if (*(ulong*)pointer != RootPointerSignature || Sum(pointer, OldRootPointerSize) != 0)
        {
            DamagedCount++;
            return false;
        }

        bool isExtended = pointer[15] >= 2 && size >= RootPointerSize;
        if (isExtended && Sum(pointer, RootPointerSize) == 0 && *(ulong*)(pointer + 24) != 0)
        {
            _root = TableAt(*(ulong*)(pointer + 24), Xsdt);
            _entrySize = 8;
        }

        if (_root == null)
        {
            _root = TableAt(*(uint*)(pointer + 16), Rsdt);
            _entrySize = 4;
        }

        return _root != null;
    }

    /// <summary>Finds a table by its signature.</summary>
    /// <returns>The table, whose length at offset 4 can be trusted, or null.</returns>
    public byte* Find(uint signature)
    {
        if (_root == null) return null;
        uint length = LengthOf(_root);
        for (uint at = HeaderSize; at + _entrySize <= length; at += _entrySize)
        {
            ulong address = _entrySize == 8 ? *(ulong*)(_root + at) : *(uint*)(_root + at);
            byte* header = _memory.At(address, HeaderSize);
            if (header == null || *(uint*)header != signature) continue;
            byte* table = TableAt(address, signature);
            if (table != null) return table;
        }

        return null;
    }

    /// <summary>A table by its address.</summary>
    /// <returns>The table, or null when it has another signature or is damaged.</returns>
    public byte* TableAt(ulong address, uint signature)
    {
        byte* header = _memory.At(address, HeaderSize);
        if (header != null && *(uint*)header == signature)
        {
            uint length = LengthOf(header);
            byte* table = length is >= HeaderSize and <= LongestTable ? _memory.At(address, length) : null;
            if (table != null && Sum(table, length) == 0) return table;
        }

        DamagedCount++;
        return null;
    }

    /// <summary>Bytes of a table, its header included.</summary>
    public static uint LengthOf(byte* table) => *(uint*)(table + 4);

    private static byte* Search(PhysicalWindow memory, ulong start, ulong end)
    {
        for (ulong at = start; at < end; at += 16)
        {
            byte* pointer = memory.At(at, RootPointerSize);
            if (pointer != null && *(ulong*)pointer == RootPointerSignature && Sum(pointer, OldRootPointerSize) == 0) return pointer;
        }

        return null;
    }

    private static byte Sum(byte* start, uint length)
    {
        uint sum = 0;
        for (uint i = 0; i < length; i++) sum += start[i];
        return (byte)sum;
    }
}
