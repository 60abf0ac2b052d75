namespace LiOS.Nucleus.Boot;

/// <summary>One of the two images in memory: where it lies and where its unwind and symbol tables are.</summary>
internal unsafe struct ImageDescription
{
    /// <summary>Virtual address of the image's first byte (its PE header), and its size in memory in bytes.</summary>
    public byte* Base;
    public ulong Size;

    /// <summary>RUNTIME_FUNCTION entries of the exception directory, sorted by address.</summary>
    public void* ExceptionTable;
    public uint ExceptionCount;

    /// <summary>Symbol table made by the image tool, or null.</summary>
    public byte* Symbols;
    public ulong SymbolsLength;

    public readonly bool Contains(ulong address) => address - (ulong)Base < Size;
}
