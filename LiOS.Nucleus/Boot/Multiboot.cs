using LiOS.Memory;
using LiOS.Nucleus.Diagnostics;

namespace LiOS.Nucleus.Boot;

/// <summary>
/// Reads the boot information of multiboot 1 (Multiboot Specification 0.6.96, 3.3) and 2 (Multiboot2 Specification 2.0, 3.6).
/// It may lie anywhere below 4 GiB, the first page included.
/// </summary>
internal static unsafe class Multiboot
{
    public const uint Magic1 = 0x2BADB002;
    public const uint Magic2 = 0x36D76289;

    private const uint HasMemory = 1, HasCommandLine = 1 << 2, HasModules = 1 << 3, HasMemoryMap = 1 << 6;
    private const ulong PageMask = Frame.Size - 1;
    private const uint TagHeader = 8, MemoryEntry = 24;

    public static void Read(uint magic, ulong information, BootData* data)
    {
        byte* pointer = (byte*)(KernelLayout.DirectMap + information);
        if (magic == Magic2) ReadTags(pointer, information, data);
        else if (magic == Magic1) ReadFixed((uint*)pointer, data);
        else Panic.Fail("not started by a multiboot loader");
        if (data->Memory.Count == 0) Panic.Fail("the boot loader gave no memory map");
    }

    /// <summary>Stops where the loader was given a machine too small for the modules and did not notice.</summary>
    public static void RequireModulesInMemory(BootData* data)
    {
        for (int i = 0; i < data->ModuleCount; i++)
        {
            BootModule* module = BootData.Module(data, i);
            if (module->Address + module->Length > data->EndOfUsableMemory) Panic.Fail("the boot modules reach beyond the end of memory: this machine has too little");
        }
    }

    private static void ReadTags(byte* start, ulong address, BootData* data)
    {
        uint total = *(uint*)start;
        Add(data, address, total, MemoryRegionKind.Bootloader);
        for (byte* tag = start + 8; tag + TagHeader <= start + total; tag += ((ulong)((uint*)tag)[1] + 7) & ~7UL)
        {
            uint* words = (uint*)tag;
            if (words[0] == 0) break;
            if (words[1] < TagHeader || words[1] > (ulong)(start + total - tag)) Panic.Fail("the boot information is broken");
            switch (words[0])
            {
                case 1:
                    CopyText(tag + 8, data->CommandLine, BootData.CommandLineSize);
                    break;
                case 3:
                    AddModule(data, words[2], words[3], tag + 16);
                    break;
                case 6:
                    if (words[2] < MemoryEntry) Panic.Fail("the boot information is broken");
                    for (byte* entry = tag + 16; entry + MemoryEntry <= tag + words[1]; entry += words[2])
                        AddMemory(data, ((ulong*)entry)[0], ((ulong*)entry)[1], ((uint*)entry)[4]);
                    break;
                case 8:
                    ReadFramebuffer(tag, data);
                    break;
                case 11 or 12:
                    data->IsUefi = true;
                    break;
                case 14 or 15:
                    CopyAcpiPointer(tag + 8, (int)(words[1] - 8), data);
                    break;
            }
        }
    }

    // Tags 14 and 15: ACPI's root pointer of version 1, and of the later ones, which is longer and wins.
    private static void CopyAcpiPointer(byte* pointer, int size, BootData* data)
    {
        if (size > Acpi.AcpiTables.RootPointerSize) size = Acpi.AcpiTables.RootPointerSize;
        if (size <= data->AcpiPointerSize) return;
        for (int i = 0; i < size; i++) data->AcpiPointer[i] = pointer[i];
        data->AcpiPointerSize = size;
    }

    // Tag 8: address, pitch, width, height, bits per pixel, type; type 1 is direct RGB, then position and size of each channel.
    private static void ReadFramebuffer(byte* tag, BootData* data)
    {
        if (tag[29] != 1) return;
        uint* words = (uint*)tag;
        data->FramebufferAddress = *(ulong*)(tag + 8);
        data->FramebufferPitch = words[4];
        data->FramebufferWidth = words[5];
        data->FramebufferHeight = words[6];
        data->FramebufferDepth = tag[28];
        data->RedShift = tag[32];
        data->GreenShift = tag[34];
        data->BlueShift = tag[36];
        Add(data, data->FramebufferAddress, (ulong)data->FramebufferPitch * data->FramebufferHeight, MemoryRegionKind.Framebuffer);
    }

    private static void ReadFixed(uint* words, BootData* data)
    {
        uint flags = words[0];
        byte* map = (byte*)KernelLayout.DirectMap;
        if ((flags & HasCommandLine) != 0) CopyText(map + words[4], data->CommandLine, BootData.CommandLineSize);
        if ((flags & HasMemoryMap) != 0)
        {
            byte* end = map + words[12] + words[11];
            for (byte* entry = map + words[12]; entry < end; entry += *(uint*)entry + 4)
                AddMemory(data, *(ulong*)(entry + 4), *(ulong*)(entry + 12), *(uint*)(entry + 20));
        }
        else if ((flags & HasMemory) != 0)
        {
            AddMemory(data, 0, (ulong)words[1] << 10, 1);
            AddMemory(data, 0x100000, (ulong)words[2] << 10, 1);
        }

        if ((flags & HasModules) == 0) return;
        for (uint i = 0; i < words[5]; i++)
        {
            uint* module = (uint*)(map + words[6] + (i * 16));
            AddModule(data, module[0], module[1], map + module[2]);
        }
    }

    // Memory types of ACPI 6.5, table 15.10.
    private static void AddMemory(BootData* data, ulong start, ulong length, uint type)
    {
        if (type == 1 && start + length > data->EndOfUsableMemory) data->EndOfUsableMemory = start + length;
        MemoryRegionKind kind = type switch
        {
            1 => MemoryRegionKind.Usable,
            3 => MemoryRegionKind.AcpiReclaimable,
            4 => MemoryRegionKind.AcpiNvs,
            5 => MemoryRegionKind.Bad,
            _ => MemoryRegionKind.Firmware,
        };
        if (!data->Memory.Add(new PhysicalAddress(start), length, kind)) Panic.Fail("the memory map has too many regions");
    }

    // What lies in a part of a page has the page for itself.
    private static void Add(BootData* data, ulong address, ulong length, MemoryRegionKind kind)
    {
        ulong start = address & ~PageMask;
        if (!data->Memory.Add(new PhysicalAddress(start), (address - start + length + PageMask) & ~PageMask, kind))
            Panic.Fail("the memory map has too many regions");
    }

    private static void AddModule(BootData* data, uint start, uint end, byte* text)
    {
        if (data->ModuleCount == BootData.MaximumModules) Panic.Fail("too many boot modules");
        if (end < start) Panic.Fail("a boot module ends before it begins");
        BootModule* module = BootData.Module(data, data->ModuleCount++);
        module->Address = start;
        module->Length = end - start;
        // QEMU's own loader puts the file name before the module string, GRUB does not: the last word counts.
        byte* word = text;
        for (byte* at = text; *at != 0; at++)
        {
            if (*at == ' ' && at[1] != 0) word = at + 1;
        }

        CopyText(word, module->Name, BootModule.NameSize);
        Add(data, start, end - start, MemoryRegionKind.Module);
    }

    private static void CopyText(byte* from, byte* to, int size)
    {
        int i = 0;
        for (; i < size - 1 && from[i] != 0; i++) to[i] = from[i];
        to[i] = 0;
    }
}
