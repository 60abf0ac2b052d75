using System.Runtime.InteropServices;
using Cosmos.Kernel.Boot.Limine;
using LiOS.Cosmos.Memory;
using LiOS.Nucleus.Diagnostics;

namespace LiOS.Nucleus.Boot;

/// <summary>Reads what Limine handed over (The Limine Boot Protocol, "Module feature" and others). Modules are told apart by the last part of their paths.</summary>
internal static unsafe class LimineBoot
{
    private const string BootLineModule = "boot-line";

    // Found by Limine in the image, by its numbers, and filled in: so it must be there before anything has run.
    private static readonly ModuleRequest s_modules = new();

    /// <summary>Copies memory map, modules, boot line, ACPI's root pointer and what there is of a framebuffer.</summary>
    public static void Read(BootData* data)
    {
        PageStore.ReadMap(&data->Memory);
        data->IsUefi = Limine.EfiSystemTable.Response != null;
        ReadRootPointer(data);
        ReadFramebuffer(data);
        fixed (ModuleRequest* request = &s_modules)
        {
            ModuleResponse* response = request->Response;
            for (ulong i = 0; response != null && i < response->Count; i++) Add(data, response->Modules[i]);
        }

        BootModule* line = BootData.Find(data, BootLineModule);
        if (line == null) return;
        byte* text = MemoryManager.DirectMap + line->Address;
        for (ulong i = 0; i < line->Length && i < BootData.CommandLineSize - 1 && text[i] >= ' '; i++) data->CommandLine[i] = text[i];
    }

    private static void ReadRootPointer(BootData* data)
    {
        if (Limine.Rsdp.Response == null) return;
        byte* pointer = (byte*)Limine.Rsdp.Response->Address;
        if (pointer == null) return;
        // Depending on the protocol's revision it is physical or in the direct map.
        if (pointer < MemoryManager.DirectMap) pointer += (ulong)MemoryManager.DirectMap;
        // Offset 15: the revision; from 2 on there is more (ACPI 6.5, 5.2.5.3).
        data->AcpiPointerSize = pointer[15] < 2 ? Acpi.AcpiTables.OldRootPointerSize : Acpi.AcpiTables.RootPointerSize;
        for (int i = 0; i < data->AcpiPointerSize; i++) data->AcpiPointer[i] = pointer[i];
    }

    private static void ReadFramebuffer(BootData* data)
    {
        LimineFramebufferResponse* response = Limine.Framebuffer.Response;
        if (response == null || response->FramebufferCount == 0) return;
        LimineFramebuffer* framebuffer = response->Framebuffers[0];
        if (framebuffer->MemoryModel != LimineFbMemoryModel.Rgb) return;
        data->FramebufferAddress = (ulong)((byte*)framebuffer->Address - MemoryManager.DirectMap);
        data->FramebufferPitch = (uint)framebuffer->Pitch;
        data->FramebufferWidth = (uint)framebuffer->Width;
        data->FramebufferHeight = (uint)framebuffer->Height;
        data->FramebufferDepth = framebuffer->BitsPerPixel;
        data->RedShift = framebuffer->RedMaskShift;
        data->GreenShift = framebuffer->GreenMaskShift;
        data->BlueShift = framebuffer->BlueMaskShift;
    }

    private static void Add(BootData* data, LimineFile* file)
    {
        if (data->ModuleCount == BootData.MaximumModules) Panic.Fail("too many boot modules");
        BootModule* module = BootData.Module(data, data->ModuleCount++);
        module->Address = (ulong)(file->Address - MemoryManager.DirectMap);
        module->Length = file->Size;
        byte* name = file->Path;
        for (byte* at = file->Path; *at != 0; at++)
        {
            if (*at == '/') name = at + 1;
        }

        // What follows a dot says what kind of file it is and is not part of the name.
        for (int i = 0; i < BootModule.NameSize - 1 && name[i] is not (0 or (byte)'.'); i++) module->Name[i] = name[i];
    }

    /// <summary>limine_module_request.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ModuleRequest()
    {
        public readonly LimineID Id = new(0x3e7e279702be32af, 0xca1c4f3bd1280cee);
        public readonly ulong Revision = 0;
        public readonly ModuleResponse* Response;
    }

    /// <summary>limine_module_response.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ModuleResponse
    {
        public readonly ulong Revision, Count;
        public readonly LimineFile** Modules;
    }

    /// <summary>limine_file, as far as it is needed.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct LimineFile
    {
        public readonly ulong Revision;
        public readonly byte* Address;
        public readonly ulong Size;
        public readonly byte* Path;
    }
}
