using LiOS.Memory;

namespace LiOS.Tests.Memory;

/// <summary>Some blocks of the kernel's own that come and go beside the programs' spaces, as kernel stacks do.</summary>
internal sealed unsafe class KernelBlocks
{
    /// <summary>How many blocks there can be.</summary>
    public const int Most = 3;

    private readonly SimulatedMachine _machine;
    private readonly (ulong Address, ulong Length)[] _blocks = new (ulong, ulong)[Most];
    private VirtualHeap _heap;

    public KernelBlocks(SimulatedMachine machine, Frame kernelRoot)
    {
        _machine = machine;
        MemorySpace* space = MemorySpace.CreateKernel(machine.Physical, kernelRoot, new VirtualAddress(KernelLayout.Heap), KernelLayout.HeapLength);
        _heap.Initialize(machine.Physical, space);
    }

    /// <summary>Frees a block, or allocates it, and reads a word of every page of every block under what is loaded.</summary>
    /// <returns>Ok, OutOfMemory.</returns>
    public MemoryStatus Change(int which, ulong pages)
    {
        (ulong address, ulong length) = _blocks[which];
        MemoryStatus status = address == 0 ? _heap.Allocate(length = pages << 12, out address) : _heap.Free(address, length);
        if (status == MemoryStatus.Ok)
            _blocks[which] = _blocks[which].Address == 0 ? (address, length) : default;
        foreach ((ulong start, ulong size) in _blocks)
        {
            for (ulong at = start; at < start + size; at += 4096)
                _machine.Physical->Require(_machine.Tlb.TryTranslate(at, out _), "a page of the kernel's is not mapped");
        }
        return status;
    }

    /// <summary>Frees all that are left.</summary>
    public void FreeAll()
    {
        for (int i = 0; i < Most; i++)
        {
            if (_blocks[i].Address != 0)
                _machine.Physical->Require(Change(i, 0) == MemoryStatus.Ok, "a block of the kernel's cannot be freed");
        }
    }
}
