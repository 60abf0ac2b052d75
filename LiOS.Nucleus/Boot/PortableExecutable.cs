namespace LiOS.Nucleus.Boot;

/// <summary>Field offsets of a 64-bit PE image (Microsoft PE Format: COFF header, optional header, section table).</summary>
internal static unsafe class PortableExecutable
{
    public const int ExportDirectory = 0, ImportDirectory = 1, ExceptionDirectory = 3, TlsDirectory = 9;
    public const uint SectionExecute = 0x20000000, SectionWrite = 0x80000000;

    private const uint Signature = 0x00004550;
    private const ushort Amd64 = 0x8664, OptionalMagic64 = 0x20B;

    /// <summary>Checks the headers of a file.</summary>
    public static bool IsValid(byte* file, ulong length)
    {
        if (length < 0x1000 || *(ushort*)file != 0x5A4D) return false;
        uint offset = *(uint*)(file + 0x3C);
        if (offset > 0x800) return false;
        byte* header = file + offset;
        return *(uint*)header == Signature && *(ushort*)(header + 4) == Amd64 && *(ushort*)(header + 24) == OptionalMagic64;
    }

    public static byte* Header(byte* image) => image + *(uint*)(image + 0x3C);

    public static ulong ImageBase(byte* image) => *(ulong*)(Header(image) + 24 + 24);

    public static uint ImageSize(byte* image) => *(uint*)(Header(image) + 24 + 56);

    public static uint EntryPoint(byte* image) => *(uint*)(Header(image) + 24 + 16);

    public static int SectionCount(byte* image) => *(ushort*)(Header(image) + 6);

    public static Section* Sections(byte* image) => (Section*)(Header(image) + 24 + *(ushort*)(Header(image) + 20));

    /// <summary>Address relative to the image, and size, of a data directory; 0 when it is absent.</summary>
    public static uint Directory(byte* image, int index, out uint size)
    {
        uint* entry = (uint*)(Header(image) + 24 + 112 + (index * 8));
        size = entry[1];
        return entry[0];
    }

    /// <summary>An entry of the section table.</summary>
    public struct Section
    {
        public fixed byte Name[8];
        public uint VirtualSize, VirtualAddress, RawSize, RawPointer, Relocations, LineNumbers, Counts, Characteristics;
    }
}
