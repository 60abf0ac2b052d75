using System.Runtime;
using LiOS.Nucleus.Heap;
using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>Memory by the block: the C library's, C++'s and LocalAlloc. All of it is the nucleus's heap.</summary>
internal static unsafe class HeapExports
{
    private const uint ZeroInit = 0x40;

    [RuntimeExport("malloc")]
    private static void* Allocate(nuint size) => NucleusHeap.Allocate(size);

    [RuntimeExport("free")]
    private static void Free(void* block) => NucleusHeap.Free(block);

    [RuntimeExport("calloc")]
    private static void* AllocateItems(nuint count, nuint size) =>
        size != 0 && count > nuint.MaxValue / size ? null : NucleusHeap.AllocateZeroed(count * size);

    /// <summary>realloc: a new block and a copy; the old block stays when there is no memory.</summary>
    [RuntimeExport("realloc")]
    private static void* Reallocate(void* block, nuint size)
    {
        if (block == null) return NucleusHeap.Allocate(size);
        nuint old = NucleusHeap.SizeOf(block);
        void* moved = NucleusHeap.Allocate(size);
        if (moved == null) return null;
        Cpu.Move(moved, block, old < size ? old : size);
        NucleusHeap.Free(block);
        return moved;
    }

    /// <summary>operator new(size_t, std::nothrow_t const&amp;)</summary>
    [RuntimeExport("??2@YAPEAX_KAEBUnothrow_t@std@@@Z")]
    private static void* New(nuint size, void* nothrow) => NucleusHeap.Allocate(size);

    /// <summary>operator new[](size_t, std::nothrow_t const&amp;)</summary>
    [RuntimeExport("??_U@YAPEAX_KAEBUnothrow_t@std@@@Z")]
    private static void* NewArray(nuint size, void* nothrow) => NucleusHeap.Allocate(size);

    /// <summary>operator delete(void*)</summary>
    [RuntimeExport("??3@YAXPEAX@Z")]
    private static void Delete(void* block) => NucleusHeap.Free(block);

    /// <summary>operator delete(void*, size_t)</summary>
    [RuntimeExport("??3@YAXPEAX_K@Z")]
    private static void Delete(void* block, nuint size) => NucleusHeap.Free(block);

    /// <summary>operator delete[](void*)</summary>
    [RuntimeExport("??_V@YAXPEAX@Z")]
    private static void DeleteArray(void* block) => NucleusHeap.Free(block);

    /// <summary>operator delete[](void*, size_t)</summary>
    [RuntimeExport("??_V@YAXPEAX_K@Z")]
    private static void DeleteArray(void* block, nuint size) => NucleusHeap.Free(block);

    [RuntimeExport("LocalAlloc")]
    private static void* LocalAllocate(uint flags, nuint size) => (flags & ZeroInit) != 0 ? NucleusHeap.AllocateZeroed(size) : NucleusHeap.Allocate(size);

    [RuntimeExport("LocalFree")]
    private static void* LocalFree(void* block)
    {
        NucleusHeap.Free(block);
        return null;
    }
}
