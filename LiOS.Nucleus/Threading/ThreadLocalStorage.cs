using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Heap;
using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Threading;

/// <summary>The kernel image's thread-local template (Microsoft PE Format, the .tls section).</summary>
internal static unsafe class ThreadLocalStorage
{
    /// <summary>Makes a thread's copy of the template.</summary>
    /// <returns>The block, or null when there is no memory.</returns>
    public static void* CreateBlock()
    {
        byte* image = Images.Kernel->Base;
        uint at = PortableExecutable.Directory(image, PortableExecutable.TlsDirectory, out uint size);
        if (size == 0) return NucleusHeap.AllocateZeroed(16);
        ulong* directory = (ulong*)(image + at);
        ulong length = directory[1] - directory[0];
        uint zeroFill = *(uint*)(directory + 4);
        void* block = NucleusHeap.AllocateZeroed((nuint)(length + zeroFill + 16));
        if (block != null) Cpu.Move(block, (void*)directory[0], (nuint)length);
        return block;
    }
}
