using System;
using System.Runtime.InteropServices;
using LiOS.Memory;

namespace LiOS.Tests.Memory;

/// <summary>
/// Physical memory as a block of the test's own address space (pages appear when they are touched), a boot map, and the TLB of
/// one processor.
/// </summary>
internal sealed unsafe class SimulatedMachine : IDisposable
{
    private readonly ulong _length;
    private readonly byte* _memory;
    private readonly MachineHooks* _hooks;
    private GCHandle _self;

    public SimulatedMachine(ulong length, ulong reserveFrames = 0, ulong mappedLimit = ulong.MaxValue, Action<SimulatedMachine>? describe = null)
    {
        _length = length;
        _memory = (byte*)Map(0, (nuint)length, 3, 0x4022, -1, 0);
        if (_memory == (byte*)-1)
            throw new InvalidOperationException("no address space");
        Boot = (BootMemoryMap*)NativeMemory.AllocZeroed((nuint)sizeof(BootMemoryMap));
        _hooks = (MachineHooks*)NativeMemory.AllocZeroed((nuint)sizeof(MachineHooks));
        _self = GCHandle.Alloc(this);
        _hooks->Context = (void*)GCHandle.ToIntPtr(_self);
        _hooks->InvalidatePage = &InvalidatePage;
        _hooks->FlushAll = &FlushAll;
        _hooks->Panic = &Panic;
        // Fresh memory is zero: not touching it keeps a simulated terabyte cheap.
        _hooks->ZeroPage = &LeaveFreshPage;
        _hooks->CopyPage = &CopyPage;
        if (describe == null)
            Boot->Add(new PhysicalAddress(0), length, MemoryRegionKind.Usable);
        else
            describe(this);
        PhysicalMemoryOptions options = new() { MappedLimit = new PhysicalAddress(mappedLimit), ReserveFrames = reserveFrames };
        Physical = PhysicalMemory.Create(Boot, _memory, _hooks, &options);
        if (Physical != null)
            PhysicalMemory.HooksOf(Physical)->ZeroPage = &ZeroPage;
        Tlb = new SimulatedTlb(Physical);
    }

    public BootMemoryMap* Boot { get; }

    public PhysicalMemory* Physical { get; }

    /// <summary>What the processor may still believe.</summary>
    public SimulatedTlb Tlb { get; }

    public int Invalidations { get; private set; }

    public int Flushes { get; private set; }

    /// <summary>A top table with every kernel entry in place.</summary>
    public Frame CreateKernelRoot()
    {
        Assert(Physical->TryAllocateZeroed(FrameOwner.PageTable, out Frame root));
        Mapper mapper = new(Physical, root, true);
        Assert(mapper.ReserveTopLevel(new VirtualAddress(KernelLayout.Base), 9 * ByteUnits.TiB) == MemoryStatus.Ok);
        Assert(mapper.ReserveTopLevel(new VirtualAddress(KernelLayout.ManagedHeap), KernelLayout.ManagedHeapLength) == MemoryStatus.Ok);
        return root;
    }

    public void Dispose()
    {
        Unmap(_memory, (nuint)_length);
        NativeMemory.Free(Boot);
        NativeMemory.Free(_hooks);
        _self.Free();
    }

    private static void Assert(bool condition)
    {
        if (!condition)
            throw new InvalidOperationException("the simulated machine is too small");
    }

    private static SimulatedMachine From(void* context) => (SimulatedMachine)GCHandle.FromIntPtr((nint)context).Target!;

    private static void InvalidatePage(ulong address, ContextTag* tag, void* context)
    {
        SimulatedMachine machine = From(context);
        machine.Invalidations++;
        machine.Tlb.Invalidate(address, tag);
    }

    private static void FlushAll(ContextTag* tag, void* context)
    {
        SimulatedMachine machine = From(context);
        machine.Flushes++;
        machine.Tlb.Flush(tag);
    }

    private static void Panic(void* context, string message) => throw new MemoryPanicException(message);

    private static void LeaveFreshPage(void* page)
    {
    }

    private static void ZeroPage(void* page) => NativeMemory.Clear(page, 4096);

    private static void CopyPage(void* to, void* from) => Buffer.MemoryCopy(from, to, 4096, 4096);

    [DllImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static extern void* Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "munmap")]
    private static extern int Unmap(void* address, nuint length);
}
