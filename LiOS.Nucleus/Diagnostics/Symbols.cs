using LiOS.Nucleus.Boot;

namespace LiOS.Nucleus.Diagnostics;

/// <summary>Finds the method that contains an address, in the tables that the image tool made ("LSYM", count, pairs, names).</summary>
internal static unsafe class Symbols
{
    private const uint HeaderSize = 8;

    /// <summary>Writes an address with its method's name and the distance from its start, as far as they are known.</summary>
    public static void Write(ulong address)
    {
        Console.WriteHex(address);
        ImageDescription* image = Images.Nucleus->Contains(address) ? Images.Nucleus : Images.Kernel->Contains(address) ? Images.Kernel : null;
        if (image == null || image->Symbols == null) return;
        uint count = ((uint*)image->Symbols)[1];
        ulong names = HeaderSize + (8UL * count);
        if (names >= image->SymbolsLength) return;
        uint* pairs = (uint*)(image->Symbols + HeaderSize);
        uint target = (uint)(address - (ulong)image->Base);
        uint low = 0, high = count;
        while (low < high)
        {
            uint middle = (low + high) / 2;
            if (pairs[middle * 2] <= target) low = middle + 1;
            else high = middle;
        }

        if (low == 0) return;
        ulong name = names + pairs[((low - 1) * 2) + 1];
        if (name >= image->SymbolsLength) return;
        Console.Write(" ");
        Console.WriteBytes(image->Symbols + name);
        Console.Write("+0x");
        Console.WriteHex(target - pairs[(low - 1) * 2], 4);
    }
}
