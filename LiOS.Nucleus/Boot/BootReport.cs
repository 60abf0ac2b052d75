using LiOS.Memory;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Time;

namespace LiOS.Nucleus.Boot;

/// <summary>What the log says about the machine at boot.</summary>
internal static unsafe class BootReport
{
    /// <summary>How the machine was started, and with what.</summary>
    public static void WriteLoader(BootData* data)
    {
        Log.Write(LogModule.Boot, LogLevel.Info, $"LiOS on {(data->IsUefi ? "UEFI" : "BIOS")}, boot line: {new LogBytes(data->CommandLine)}");
        for (int i = 0; i < data->ModuleCount; i++)
        {
            BootModule* module = BootData.Module(data, i);
            Log.Write(LogModule.Boot, LogLevel.Info, $"module {new LogBytes(module->Name)} at {module->Address:x}, {module->Length} bytes");
        }

        if (data->FramebufferAddress != 0)
            Log.Write(LogModule.Boot, LogLevel.Info, $"framebuffer of {data->FramebufferWidth}x{data->FramebufferHeight}, {data->FramebufferDepth} bits, at {data->FramebufferAddress:x}");
    }

    /// <summary>The processor and what of it is switched on.</summary>
    public static void WriteProcessor()
    {
        Log.Write(LogModule.Processor, LogLevel.Info, $"{new LogBytes(Features.BrandString)}");
        Log.Write(
            LogModule.Processor,
            LogLevel.Info,
            $"state of ring 3 {Features.ExtendedStateMask:x} by {(Features.HasXsave ? "XSAVE" : "FXSAVE")}{(Features.Has1GiBPages ? ", 1 GiB pages" : "")}{(Features.HasSmep ? ", SMEP" : "")}{(Features.HasSmap ? ", SMAP" : "")}{(Features.HasContextNumbers ? ", PCID" : "")}{(Features.HasRandom ? ", RDRAND" : "")}");
    }

    /// <summary>Physical memory by use, the kernel's address space, and what is left to give out.</summary>
    public static void WriteMemory(BootData* data)
    {
        const ulong KibibytesPerFrame = Frame.Size / ByteUnits.KiB;
        PhysicalMemory* memory = MemoryManager.Physical;
        Log.Write(LogModule.Memory, LogLevel.Info, $"{memory->TotalFrames * KibibytesPerFrame} KiB of memory, {memory->FreeFrames * KibibytesPerFrame} KiB free");
        for (int i = 0; i < data->Memory.Count; i++)
        {
            MemoryRegion region = data->Memory.Get(i);
            Log.Write(LogModule.Memory, LogLevel.Debug, $"physical {region.Start.Value:x0}-{region.End.Value:x0} {NameOf(region.Kind)}");
        }

        WriteRange("user", KernelLayout.UserBase, KernelLayout.UserTop - KernelLayout.UserBase);
        WriteRange("managed heap", KernelLayout.ManagedHeap, KernelLayout.ManagedHeapLength);
        WriteRange("boot scratchpad", KernelLayout.BootScratch, KernelLayout.BootScratchLength);
        WriteRange("images", KernelLayout.Images, KernelLayout.ImagesLength);
        WriteRange("slabs", KernelLayout.Slabs, KernelLayout.SlabsLength);
        WriteRange("kernel heap", KernelLayout.Heap, KernelLayout.HeapLength);
        WriteRange("direct map", KernelLayout.DirectMap, KernelLayout.DirectMapLength);
    }

    /// <summary>The time of day.</summary>
    public static void WriteClock() => Log.Write(LogModule.Time, LogLevel.Info, $"{Clock.RealTimeNanoseconds / 1_000_000_000} s since 1970");

    private static void WriteRange(string name, ulong start, ulong length) =>
        Log.Write(LogModule.Memory, LogLevel.Debug, $"virtual {start:x0}-{start + length:x0} {name}");

    private static string NameOf(MemoryRegionKind kind) => kind switch
    {
        MemoryRegionKind.Usable => "usable",
        MemoryRegionKind.Bootloader => "boot loader",
        MemoryRegionKind.AcpiReclaimable => "ACPI tables",
        MemoryRegionKind.Module => "module",
        MemoryRegionKind.Kernel => "nucleus",
        MemoryRegionKind.AcpiNvs => "ACPI, preserved",
        MemoryRegionKind.Framebuffer => "framebuffer",
        MemoryRegionKind.Firmware => "firmware",
        _ => "defective",
    };
}
