using System.Runtime;
using LiOS.Memory;

namespace LiOS.Nucleus.Seam;

/// <summary>Where things are in the kernel's address space.</summary>
internal static unsafe class LayoutExports
{
    /// <summary>Writes the parts of the kernel's address space in order of addresses: start and end of each.</summary>
    [RuntimeExport("LiosLayout")]
    private static void GetLayout(ulong* ranges)
    {
        Write(ranges, KernelLayout.UserBase, KernelLayout.UserTop - KernelLayout.UserBase);
        Write(ranges + 2, KernelLayout.ManagedHeap, KernelLayout.ManagedHeapLength);
        Write(ranges + 4, KernelLayout.BootScratch, KernelLayout.BootScratchLength);
        Write(ranges + 6, KernelLayout.Images, KernelLayout.ImagesLength);
        Write(ranges + 8, KernelLayout.Slabs, KernelLayout.SlabsLength);
        Write(ranges + 10, KernelLayout.Heap, KernelLayout.HeapLength);
        Write(ranges + 12, KernelLayout.DirectMap, KernelLayout.DirectMapLength);

        static void Write(ulong* range, ulong start, ulong length)
        {
            range[0] = start;
            range[1] = start + length;
        }
    }
}
