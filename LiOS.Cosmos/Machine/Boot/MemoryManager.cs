using Cosmos.Kernel.Boot.Limine;
using LiOS.Cosmos.Memory;
using LiOS.Memory;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Processor;

namespace LiOS.Nucleus.Boot;

/// <summary>The machine's one memory: the frames that Cosmos's pages come from as well, and the loader's page tables as the kernel's.</summary>
internal static unsafe class MemoryManager
{
    // The loader maps the first 4 GiB, memory or not, and all memory above (The Limine Boot Protocol, "HHDM").
    private const ulong LeastMapped = 4UL << 30;

    /// <summary>All frames.</summary>
    public static PhysicalMemory* Physical => PageStore.Memory;

    /// <summary>The loader's top page table; its kernel entries are in every space.</summary>
    public static Frame KernelRoot { get; private set; }

    /// <summary>Where physical address 0 is mapped.</summary>
    public static byte* DirectMap => (byte*)Limine.HHDM.Response->Offset;

    /// <summary>First physical address behind the direct map.</summary>
    public static ulong DirectMapEnd { get; private set; }

    /// <summary>Lets programs have spaces of these frames: what is mapped changes from now on, and translations have to be dropped.</summary>
    public static void Initialize(BootData* data)
    {
        KernelRoot = new PhysicalAddress(Cpu.ReadCr3()).Frame;
        ulong end = data->Memory.EndOfMemory.Value;
        DirectMapEnd = end < LeastMapped ? LeastMapped : end;
        MachineHooks* hooks = PhysicalMemory.HooksOf(Physical);
        hooks->InvalidatePage = &InvalidatePage;
        hooks->FlushAll = &FlushAll;
        hooks->Panic = &BrokenInvariant;
        hooks->ZeroPage = &ZeroPage;
        hooks->CopyPage = &CopyPage;
    }

    /// <summary>Where a device's memory is: the loader has mapped the first 4 GiB, and framebuffers wherever they are.</summary>
    public static byte* MapDevice(ulong address, ulong length, MappingFlags type) => DirectMap + address;

    private static void InvalidatePage(ulong address, ContextTag* tag, void* context) => Cpu.InvalidatePage(address);

    private static void FlushAll(ContextTag* tag, void* context) => Cpu.WriteCr3(Cpu.ReadCr3());

    private static void BrokenInvariant(void* context, string message) => Panic.Fail(message);

    private static void ZeroPage(void* page) => Cpu.ZeroPage(page);

    private static void CopyPage(void* destination, void* source) => Cpu.CopyPage(destination, source);
}
