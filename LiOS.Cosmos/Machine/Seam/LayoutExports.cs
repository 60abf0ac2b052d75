using System.Runtime;
using LiOS.Memory;
using LiOS.Nucleus.Boot;

namespace LiOS.Nucleus.Seam;

/// <summary>Where things are in the kernel's address space.</summary>
internal static unsafe class LayoutExports
{
    // Where Cosmos's linker script puts the kernel: the last 2 GiB.
    private const ulong Image = 0xFFFF_FFFF_8000_0000;

    /// <summary>Writes start and end of programs, managed heap, boot scratchpad, images, slabs, heap and direct map; what Cosmos has no place of its own for is empty.</summary>
    [RuntimeExport("LiosLayout")]
    private static void GetLayout(ulong* ranges)
    {
        for (int i = 0; i < 14; i++) ranges[i] = 0;
        ranges[0] = KernelLayout.UserBase;
        ranges[1] = KernelLayout.UserTop;
        ranges[6] = Image;
        ranges[7] = ulong.MaxValue;
        ranges[12] = (ulong)MemoryManager.DirectMap;
        ranges[13] = (ulong)MemoryManager.DirectMap + MemoryManager.DirectMapEnd;
    }
}
