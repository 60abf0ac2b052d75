using Cosmos.Kernel.Boot.Limine;
using Cosmos.Kernel.Core;
using Cosmos.Kernel.Core.Bridge;
using Cosmos.Kernel.Core.Memory;
using Cosmos.Kernel.Core.Memory.Heap;
using LiOS.Memory;

namespace LiOS.Cosmos.Memory;

/// <summary>
/// Cosmos's page allocator over <see cref="PhysicalMemory"/>: what is free is the bitmap's business, what a page was allocated for
/// stands in a byte per page. A page's number is its frame's, counted from physical address 0.
/// </summary>
/// <remarks>
/// It is called before the collector, before static constructors and with interrupts on: only pointers and numbers here, and every
/// call that changes something runs with interrupts off. Misuse (a page freed twice, an address that is no page) stops the machine.
/// </remarks>
internal static unsafe class PageStore
{
    private const byte Empty = (byte)PageType.Empty, Taken = (byte)PageType.PageAllocator, Extension = (byte)PageType.Extension;

    private static PhysicalMemory* s_memory;
    private static byte* s_types;
    private static byte* s_directMap;
    private static ulong s_pages;
    private static bool s_isKnown;

    /// <summary>Pages of the collector's heap.</summary>
    public static ulong HeapPages { get; private set; }

    /// <summary>All of memory, for whoever makes address spaces out of it.</summary>
    public static PhysicalMemory* Memory => s_memory;

    /// <summary>Takes over all memory that Limine calls usable, and tells Cosmos.</summary>
    public static void Initialize()
    {
        PlugCheck.Saw(PlugMembers.InitializeHeap);
        BootMemoryMap map = default;
        if (Limine.HHDM.Response == null) Panic.Halt("LiOS: the loader gave no direct map.");
        ReadMap(&map);
        s_directMap = (byte*)Limine.HHDM.Response->Offset;
        MachineHooks hooks = new()
        {
            InvalidatePage = &NothingToInvalidate, FlushAll = &NothingToFlush, Panic = &Stop, ZeroPage = &ZeroPage, CopyPage = &CopyPage,
        };
        PhysicalMemoryOptions options = new() { MappedLimit = map.EndOfMemory };
        s_memory = PhysicalMemory.Create(&map, s_directMap, &hooks, &options);
        if (s_memory == null) Panic.Halt("LiOS: there is no room for the tables of physical memory.");
        s_pages = s_memory->FrameCount;
        MakeTypeTable(&map);

        PlugCheck.Run();
        s_isKnown = true;
        PageAllocator.RamStart = s_directMap;
        PageAllocator.RamSize = s_memory->TotalFrames * PageAllocator.PageSize;
        PageAllocator.TotalPageCount = s_memory->TotalFrames;
        SmallHeap.Init();
    }

    /// <summary>Allocates consecutive pages; those for devices and tables below 4 GiB as long as there are any.</summary>
    public static void* Allocate(byte type, ulong count, bool zero)
    {
        Enter(PlugMembers.AllocPages);
        ulong interrupts = CpuNative.SaveIrqAndDisable();
        bool isAllocated = Find(type, count, out Frame first);
        if (isAllocated)
        {
            byte* types = s_types + first.Number;
            types[0] = type;
            for (ulong i = 1; i < count; i++) types[i] = Extension;
            if (type == (byte)PageType.GCHeap) HeapPages += count;
        }
        CpuNative.RestoreIrq(interrupts);
        if (!isAllocated) return null;
        byte* address = s_memory->PointerTo(first);
        for (ulong i = 0; zero && i < count; i++) ZeroPage(address + (i * Frame.Size));
        return address;
    }

    /// <summary>The number of the first page of the run that an address lies in.</summary>
    public static uint FirstPageOf(void* address)
    {
        Enter(PlugMembers.GetFirstPageAllocatorIndex);
        ulong number = (ulong)((byte*)address - s_directMap) >> Frame.SizeLog2;
        if (number >= s_pages)
        {
            if (s_isKnown) Panic.Halt("LiOS: an address outside of memory was given as a page.");
            return 0;
        }
        return BeginOf(number);
    }

    /// <summary>The type of the run that an address lies in; Empty for an address outside of memory.</summary>
    public static byte TypeOf(void* address)
    {
        Enter(PlugMembers.GetPageType);
        ulong number = (ulong)((byte*)address - s_directMap) >> Frame.SizeLog2;
        return number < s_pages ? s_types[BeginOf(number)] : Empty;
    }

    /// <summary>Frees a run by the number of its first page.</summary>
    public static void Free(uint page)
    {
        Enter(PlugMembers.Free);
        if (page >= s_pages || s_types[page] is Empty or Taken or Extension) Panic.Halt("LiOS: a page was freed that begins no run.");
        ulong interrupts = CpuNative.SaveIrqAndDisable();
        ulong number = page;
        bool isHeap = s_types[page] == (byte)PageType.GCHeap;
        do
        {
            s_types[number] = Empty;
            s_memory->Free(new Frame(number));
            number++;
        }
        while (number < s_pages && s_types[number] == Extension);
        if (isHeap) HeapPages -= number - page;
        CpuNative.RestoreIrq(interrupts);
    }

    /// <summary>Free pages of the whole machine.</summary>
    public static ulong FreePages()
    {
        Enter(PlugMembers.FreePageCount);
        return s_memory->FreeFrames;
    }

    /// <summary>Where the byte per page begins.</summary>
    public static ulong TypeTable()
    {
        Enter(PlugMembers.RatAddress);
        return (ulong)s_types;
    }

    /// <summary>Counts pages by what stands in their bytes; pages that are no memory count as the allocator's own.</summary>
    public static void CountByType(
        out ulong empty, out ulong gcHeap, out ulong heapSmall, out ulong heapMedium, out ulong heapLarge, out ulong unmanaged,
        out ulong pageDirectory, out ulong pageAllocator, out ulong smt, out ulong extension, out ulong unknown)
    {
        Enter(PlugMembers.GetPageCountsByType);
        ulong* counts = stackalloc ulong[byte.MaxValue + 1];
        for (int i = 0; i <= byte.MaxValue; i++) counts[i] = 0;
        for (ulong i = 0; i < s_pages; i++) counts[s_types[i]]++;
        empty = counts[(int)PageType.Empty];
        gcHeap = counts[(int)PageType.GCHeap];
        heapSmall = counts[(int)PageType.HeapSmall];
        heapMedium = counts[(int)PageType.HeapMedium];
        heapLarge = counts[(int)PageType.HeapLarge];
        unmanaged = counts[(int)PageType.Unmanaged];
        pageDirectory = counts[(int)PageType.PageDirectory];
        pageAllocator = counts[(int)PageType.PageAllocator];
        smt = counts[(int)PageType.SMT];
        extension = counts[(int)PageType.Extension];
        unknown = s_pages - empty - gcHeap - heapSmall - heapMedium - heapLarge - unmanaged - pageDirectory - pageAllocator - smt - extension;
    }

    /// <summary>Every call of Cosmos comes through here. Without memory, Cosmos's own InitializeHeap has run instead of the plug.</summary>
    private static void Enter(PlugMembers member)
    {
        PlugCheck.Saw(member);
        if (s_memory == null) PlugCheck.Require(PlugMembers.InitializeHeap, "InitializeHeap");
    }

    private static uint BeginOf(ulong number)
    {
        while (s_types[number] == Extension) number--;
        return (uint)number;
    }

    private static bool Find(byte type, ulong count, out Frame first)
    {
        FrameOwner owner = OwnerOf((PageType)type);
        bool isForDevices = type is (byte)PageType.Unmanaged or (byte)PageType.PageDirectory;
        if (count == 1 && !isForDevices) return s_memory->TryAllocate(owner, out first);
        FrameRange frames = default;
        bool isFound = isForDevices && s_memory->TryAllocateContiguous(count, 1, new PhysicalAddress(4 * ByteUnits.GiB), owner, out frames);
        if (!isFound) isFound = s_memory->TryAllocateContiguous(count, 1, new PhysicalAddress(ulong.MaxValue), owner, out frames);
        first = frames.Start;
        return isFound;
    }

    private static FrameOwner OwnerOf(PageType type) => type switch
    {
        PageType.GCHeap => FrameOwner.KernelSpace,
        PageType.HeapSmall or PageType.HeapMedium or PageType.HeapLarge => FrameOwner.KernelHeap,
        PageType.PageDirectory => FrameOwner.PageTable,
        PageType.SMT => FrameOwner.Slab,
        _ => FrameOwner.Kernel,
    };

    private static MemoryRegionKind KindOf(LimineMemmapType type) => type switch
    {
        LimineMemmapType.Usable => MemoryRegionKind.Usable,
        LimineMemmapType.AcpiReclaimable => MemoryRegionKind.AcpiReclaimable,
        LimineMemmapType.AcpiNvs => MemoryRegionKind.AcpiNvs,
        LimineMemmapType.BadMemory => MemoryRegionKind.Bad,
        LimineMemmapType.BootloaderReclaimable => MemoryRegionKind.Bootloader,
        LimineMemmapType.KernelAndModules => MemoryRegionKind.Kernel,
        LimineMemmapType.Framebuffer => MemoryRegionKind.Framebuffer,
        _ => MemoryRegionKind.Firmware,
    };

    /// <summary>Makes the byte per page: empty where a frame is free, the allocator's own where there is no memory or it is taken already.</summary>
    private static void MakeTypeTable(BootMemoryMap* map)
    {
        ulong length = (s_pages + Frame.Size - 1) >> Frame.SizeLog2;
        if (!s_memory->TryAllocateContiguous(length, 1, new PhysicalAddress(ulong.MaxValue), FrameOwner.Kernel, out FrameRange table))
            Panic.Halt("LiOS: there is no room for the table of page types.");
        s_types = s_memory->PointerTo(table.Start);
        for (ulong i = 0; i < s_pages; i++) s_types[i] = Taken;
        for (int i = 0; i < map->Count; i++)
        {
            MemoryRegion region = map->Get(i);
            if (region.Kind != MemoryRegionKind.Usable) continue;
            ulong end = region.End.Value >> Frame.SizeLog2;
            for (ulong page = region.Start.AlignUp(Frame.Size).Value >> Frame.SizeLog2; page < end; page++)
            {
                // Frame 0 is nobody's: its address would be that of "none".
                if (page != 0 && s_memory->ReferencesOf(new Frame(page)) == 0) s_types[page] = Empty;
            }
        }
    }

    /// <summary>Copies the loader's memory map.</summary>
    /// <param name="map">An empty one.</param>
    public static void ReadMap(BootMemoryMap* map)
    {
        LimineMemmapResponse* response = Limine.MemoryMap.Response;
        if (response == null) Panic.Halt("LiOS: the loader gave no memory map.");
        for (ulong i = 0; i < response->EntryCount; i++)
        {
            LimineMemmapEntry* entry = response->Entries[i];
            if (!map->Add(new PhysicalAddress((ulong)entry->Base), entry->Length, KindOf(entry->Type))) Panic.Halt("LiOS: the memory map has too many regions.");
        }
    }

    private static void ZeroPage(void* page)
    {
        ulong* words = (ulong*)page;
        for (int i = 0; i < (int)Frame.Size / sizeof(ulong); i++) words[i] = 0;
    }

    private static void CopyPage(void* destination, void* source)
    {
        ulong* to = (ulong*)destination, from = (ulong*)source;
        for (int i = 0; i < (int)Frame.Size / sizeof(ulong); i++) to[i] = from[i];
    }

    // Pages are reached through the loader's direct map, which never changes.
    private static void NothingToInvalidate(ulong address, ContextTag* tag, void* context)
    {
    }

    private static void NothingToFlush(ContextTag* tag, void* context)
    {
    }

    private static void Stop(void* context, string message) => Panic.Halt(message);
}
