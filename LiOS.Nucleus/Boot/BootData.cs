using LiOS.Memory;

namespace LiOS.Nucleus.Boot;

/// <summary>What the loader handed over, copied out of its own structures, which may be overwritten later.</summary>
internal unsafe struct BootData
{
    public const int MaximumModules = 8;
    public const int CommandLineSize = 1024;

    public BootMemoryMap Memory;

    /// <summary>Address behind the last usable byte, before the loader's own ranges were taken out.</summary>
    public ulong EndOfUsableMemory;

    public int ModuleCount;
    public BootModule Module0, Module1, Module2, Module3, Module4, Module5, Module6, Module7;

    /// <summary>The boot line, NUL-terminated.</summary>
    public fixed byte CommandLine[CommandLineSize];

    public bool IsUefi;

    /// <summary>ACPI's root pointer as a multiboot 2 loader copies it, and its bytes; 0 bytes when it must be searched for.</summary>
    public fixed byte AcpiPointer[Acpi.AcpiTables.RootPointerSize];
    public int AcpiPointerSize;

    /// <summary>Linear framebuffer: physical address (0 when there is none), bytes per line, pixels, bits per pixel.</summary>
    public ulong FramebufferAddress;
    public uint FramebufferPitch, FramebufferWidth, FramebufferHeight, FramebufferDepth;

    /// <summary>Bit positions of the colour channels.</summary>
    public byte RedShift, GreenShift, BlueShift;

    /// <summary>A module by its position.</summary>
    public static BootModule* Module(BootData* data, int index) => &data->Module0 + index;

    /// <summary>Finds a module by name.</summary>
    /// <returns>The module, or null.</returns>
    public static BootModule* Find(BootData* data, string name)
    {
        for (int i = 0; i < data->ModuleCount; i++)
        {
            BootModule* module = Module(data, i);
            int at = 0;
            while (at < name.Length && module->Name[at] == name[at]) at++;
            if (at == name.Length && module->Name[at] == 0) return module;
        }

        return null;
    }
}
