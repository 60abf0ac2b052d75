using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>A cache of the processor (CPUID leaf 4, Intel SDM volume 2; leaf 8000001Dh, AMD APM volume 3, has the same form).</summary>
internal unsafe struct ProcessorCache
{
    private const uint IntelLeaf = 4, AmdLeaf = 0x8000_001D;
    private const uint LargestIndex = 16;
    private const uint FullyAssociative = 1 << 9;

    /// <summary>1 to 3, or more.</summary>
    public byte Level;

    /// <summary>Ways; FFh when fully associative.</summary>
    public byte Associativity;

    /// <summary>Bytes of a line.</summary>
    public ushort LineSize;

    /// <summary>Bytes in all.</summary>
    public uint Size;

    /// <summary>PROCESSOR_CACHE_TYPE: 0 unified, 1 instructions, 2 data.</summary>
    public uint Type;

    /// <summary>Reads a cache's description.</summary>
    /// <param name="index">0 for the first, and so on until there is none.</param>
    /// <param name="cache">The description.</param>
    /// <returns>Whether there is such a cache.</returns>
    public static bool TryRead(uint index, out ProcessorCache cache)
    {
        cache = default;
        if (index >= LargestIndex) return false;
        uint* r = stackalloc uint[4];
        uint leaf = Leaf(r);
        if (leaf == 0) return false;
        Cpu.Identify(leaf, index, r);
        uint type = r[0] & 31;
        if (type is 0 or > 3) return false;

        uint line = (r[1] & 0xFFF) + 1, partitions = ((r[1] >> 12) & 0x3FF) + 1, ways = (r[1] >> 22) + 1;
        cache.Level = (byte)((r[0] >> 5) & 7);
        cache.Associativity = (r[0] & FullyAssociative) != 0 || ways > 0xFE ? (byte)0xFF : (byte)ways;
        cache.LineSize = (ushort)line;
        cache.Size = line * partitions * ways * (r[2] + 1);
        cache.Type = type == 3 ? 0 : type == 2 ? 1u : 2u;
        return true;
    }

    // The first leaf that describes anything, or 0.
    private static uint Leaf(uint* r)
    {
        Cpu.Identify(0, 0, r);
        if (r[0] >= IntelLeaf)
        {
            Cpu.Identify(IntelLeaf, 0, r);
            if ((r[0] & 31) != 0) return IntelLeaf;
        }

        Cpu.Identify(0x8000_0000, 0, r);
        if (r[0] < AmdLeaf) return 0;
        Cpu.Identify(AmdLeaf, 0, r);
        return (r[0] & 31) != 0 ? AmdLeaf : 0;
    }
}
