using LiOS.Memory;
using LiOS.Nucleus.Boot;
using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Heap;

/// <summary>The nucleus' malloc: blocks of any size, which remember their size.</summary>
internal static unsafe class NucleusHeap
{
    private const ulong HeaderSize = 16;
    private const ulong Alignment = 16;

    private static KernelHeap s_heap;

    /// <summary>Starts empty. The boot word <c>redzones=1</c> has every block watched behind its end: a write there panics when the block is freed.</summary>
    public static void Initialize(BootData* data)
    {
        fixed (KernelHeap* heap = &s_heap) heap->Initialize(MemoryManager.Physical, BootLine.Has(data->CommandLine, "redzones=", "1"));
    }

    /// <summary>Allocates a block aligned to 16 bytes; its contents are undefined.</summary>
    /// <returns>The block, or null when there is no memory.</returns>
    public static void* Allocate(nuint size)
    {
        if (size > nuint.MaxValue - HeaderSize) return null;
        ulong flags = Cpu.DisableInterrupts();
        ulong total = size + HeaderSize;
        byte* block;
        fixed (KernelHeap* heap = &s_heap) block = (byte*)heap->Allocate(total, Alignment);
        Cpu.RestoreInterrupts(flags);
        if (block == null) return null;
        *(ulong*)block = total;
        return block + HeaderSize;
    }

    /// <summary>Allocates a block filled with zero.</summary>
    public static void* AllocateZeroed(nuint size)
    {
        void* block = Allocate(size);
        if (block != null) Cpu.Fill(block, 0, size);
        return block;
    }

    /// <summary>Frees a block; null is allowed.</summary>
    public static void Free(void* block)
    {
        if (block == null) return;
        ulong flags = Cpu.DisableInterrupts();
        byte* start = (byte*)block - HeaderSize;
        fixed (KernelHeap* heap = &s_heap) heap->Free(start, *(ulong*)start, Alignment);
        Cpu.RestoreInterrupts(flags);
    }

    /// <summary>Usable bytes of a block.</summary>
    public static nuint SizeOf(void* block) => (nuint)(*(ulong*)((byte*)block - HeaderSize) - HeaderSize);
}
