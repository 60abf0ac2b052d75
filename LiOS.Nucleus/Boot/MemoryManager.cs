using LiOS.Memory;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Boot;

/// <summary>
/// The machine's one memory: frames, the kernel's page tables, and the two kernel spaces, of the managed heap and of kernel
/// stacks and large blocks. Everything here is called with interrupts off, or before there are any.
/// </summary>
internal static unsafe class MemoryManager
{
    private const ulong EarlyLimit = 4UL << 30;

    // What programs leave to the kernel, so that it can go on and end one of them when they have taken all else: a 32nd of
    // memory, 2 MiB at least (the managed heap's next steps and some threads' stacks), 16 MiB at most.
    private const ulong ReserveShare = 32, LeastReserve = 512, MostReserve = 4096;
    private const ulong LowMemory = 1UL << 20;

    private static MachineHooks s_hooks;
    private static Mapper s_mapper;

    public static PhysicalMemory* Physical { get; private set; }

    /// <summary>The kernel's top page table; its kernel entries are in every space.</summary>
    public static Frame KernelRoot { get; private set; }

    /// <summary>Where physical address 0 is mapped.</summary>
    public static byte* DirectMap => (byte*)KernelLayout.DirectMap;

    /// <summary>First physical address behind the direct map.</summary>
    public static ulong DirectMapEnd { get; private set; }

    public static MemorySpace* ManagedHeap { get; private set; }

    /// <summary>Kernel stacks and other virtually contiguous memory.</summary>
    public static MemorySpace* KernelSpace { get; private set; }

    /// <summary>Whole pages of <see cref="KernelSpace"/> with guards around them: kernel stacks.</summary>
    public static VirtualHeap VirtualHeap { get; private set; }

    /// <summary>The kernel's mapper.</summary>
    public static Mapper* Mapper
    {
        get
        {
            fixed (Mapper* mapper = &s_mapper) return mapper;
        }
    }

    /// <summary>Takes over physical memory and switches from the boot page tables to the real ones.</summary>
    public static void Initialize(BootData* data)
    {
        ReserveBootRanges(data);
        // The instruction itself, without a function in between: it is a part of many faults, and needs the address alone.
        s_hooks.InvalidatePage = (delegate*<ulong, ContextTag*, void*, void>)(delegate*<ulong, void>)&Cpu.InvalidatePage;
        s_hooks.FlushAll = &FlushAll;
        s_hooks.Panic = &BrokenInvariant;
        s_hooks.ZeroPage = &ZeroPage;
        s_hooks.CopyPage = &CopyPage;
        PhysicalMemoryOptions options = default;
        options.MappedLimit = new PhysicalAddress(EarlyLimit);
        options.ReserveFrames = ReserveFor(data->Memory.EndOfMemory);
        fixed (MachineHooks* hooks = &s_hooks) Physical = PhysicalMemory.Create(&data->Memory, (byte*)KernelLayout.DirectMap, hooks, &options);
        if (Physical == null) Panic.Fail("not enough memory");
        if (!Physical->TryAllocateZeroed(FrameOwner.PageTable, out Frame root)) Panic.Fail("no memory for page tables");
        KernelRoot = root;
        s_mapper = new Mapper(Physical, root, true);

        Require(s_mapper.ReserveTopLevel(new VirtualAddress(KernelLayout.Base), 32UL << 30));
        Require(s_mapper.ReserveTopLevel(new VirtualAddress(KernelLayout.ManagedHeap), KernelLayout.ManagedHeapLength));
        PhysicalAddress end = data->Memory.EndOfMemory;
        if (end.Value < EarlyLimit) end = new PhysicalAddress(EarlyLimit);
        Require(s_mapper.BuildDirectMap(new VirtualAddress(KernelLayout.DirectMap), &data->Memory, end, Features.Has1GiBPages));
        Images.MapNucleus(Mapper);
        Cpu.WriteCr3(root.Start.Value);
        Physical->RaiseMappedLimit(end);
        DirectMapEnd = end.Value;
        KernelSpace = MemorySpace.CreateKernel(Physical, root, new VirtualAddress(KernelLayout.Heap), KernelLayout.HeapLength);
        ManagedHeap = MemorySpace.CreateKernel(Physical, root, new VirtualAddress(KernelLayout.ManagedHeap), KernelLayout.ManagedHeapLength);
        if (KernelSpace == null || ManagedHeap == null) Panic.Fail("no memory for the kernel spaces");
        VirtualHeap heap = default;
        heap.Initialize(Physical, KernelSpace);
        VirtualHeap = heap;
    }

    /// <summary>Maps device memory, uncached, into the direct map's place for it.</summary>
    /// <returns>Where the first byte is.</returns>
    public static byte* MapDevice(ulong address, ulong length, MappingFlags type)
    {
        ulong start = address & ~(Frame.Size - 1);
        ulong pages = (address + length - start + Frame.Size - 1) / Frame.Size;
        for (ulong i = 0; i < pages; i++)
        {
            ulong physical = start + (i * Frame.Size);
            MemoryStatus status = s_mapper.Map(new VirtualAddress(KernelLayout.DirectMap + physical), new PhysicalAddress(physical), MappingFlags.Write | type, PageSize.Size4KiB);
            if (status is not (MemoryStatus.Ok or MemoryStatus.Exists)) Panic.Fail("cannot map device memory");
        }

        return (byte*)(KernelLayout.DirectMap + address);
    }

    /// <summary>The direct map's alias of a mapped kernel address.</summary>
    public static void* DirectPointer(ulong address)
    {
        if (!s_mapper.TryTranslate(new VirtualAddress(address), out PhysicalAddress target)) Panic.Fail("address is not mapped");
        return (void*)(KernelLayout.DirectMap + target.Value);
    }

    private static ulong ReserveFor(PhysicalAddress end)
    {
        ulong share = end.Frame.Number / ReserveShare;
        return share < LeastReserve ? LeastReserve : share > MostReserve ? MostReserve : share;
    }

    private static void ReserveBootRanges(BootData* data)
    {
        ulong size = (PortableExecutable.ImageSize(Images.NucleusBase) + Frame.Size - 1) & ~(Frame.Size - 1);
        // The first MiB holds firmware tables and the place where other processors start: it is never handed out.
        if (!data->Memory.Add(new PhysicalAddress(Images.NucleusPhysicalBase), size, MemoryRegionKind.Kernel)
            || !data->Memory.Add(new PhysicalAddress(0), LowMemory, MemoryRegionKind.Firmware))
            Panic.Fail("the memory map has too many regions");
    }

    private static void FlushAll(ContextTag* tag, void* context) => Cpu.WriteCr3(Cpu.ReadCr3());

    private static void BrokenInvariant(void* context, string message) => Panic.Fail(message);

    private static void ZeroPage(void* page) => Cpu.ZeroPage(page);

    private static void CopyPage(void* destination, void* source) => Cpu.CopyPage(destination, source);

    private static void Require(MemoryStatus status)
    {
        if (status != MemoryStatus.Ok) Panic.Fail("cannot build the kernel's page tables");
    }
}
