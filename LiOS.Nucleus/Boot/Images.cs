using LiOS.Memory;
using LiOS.Nucleus.Diagnostics;

namespace LiOS.Nucleus.Boot;

/// <summary>
/// The two images: maps their sections with their own rights (never writable and executable at once) and binds the kernel's
/// imports by name to the nucleus' exports.
/// </summary>
internal static unsafe class Images
{
    public const ulong NucleusPhysicalBase = 16 * 1024 * 1024;

    private static ImageDescription s_nucleus, s_kernel;

    public static ImageDescription* Nucleus
    {
        get
        {
            fixed (ImageDescription* image = &s_nucleus) return image;
        }
    }

    public static ImageDescription* Kernel
    {
        get
        {
            fixed (ImageDescription* image = &s_kernel) return image;
        }
    }

    public static byte* NucleusBase => (byte*)KernelLayout.Images;

    /// <summary>Describes the running nucleus; works before any memory management.</summary>
    public static void DescribeNucleus() => Describe(Nucleus, NucleusBase);

    /// <summary>Attaches the symbol tables that the loader brought along; works before any memory management.</summary>
    public static void AttachSymbols(BootData* data)
    {
        Attach(Nucleus, BootData.Find(data, "nucleus-symbols"));
        Attach(Kernel, BootData.Find(data, "kernel-symbols"));
    }

    /// <summary>Maps the nucleus in the tree that will be used from now on.</summary>
    public static void MapNucleus(Mapper* mapper)
    {
        byte* image = NucleusBase;
        Require(mapper->Map(new VirtualAddress((ulong)image), new PhysicalAddress(NucleusPhysicalBase), MappingFlags.Global, PageSize.Size4KiB));
        for (int i = 0; i < PortableExecutable.SectionCount(image); i++)
        {
            PortableExecutable.Section* section = PortableExecutable.Sections(image) + i;
            MappingFlags rights = RightsOf(section);
            for (uint offset = 0; offset < section->VirtualSize; offset += (uint)Frame.Size)
            {
                ulong at = section->VirtualAddress + offset;
                Require(mapper->Map(new VirtualAddress((ulong)image + at), new PhysicalAddress(NucleusPhysicalBase + at), rights, PageSize.Size4KiB));
            }
        }
    }

    /// <summary>
    /// Maps the kernel image where it was linked to lie: whole pages of the file in place, the rest of its sections from new frames.
    /// </summary>
    /// <returns>The entry point.</returns>
    public static void* LoadKernel(BootModule* module, PhysicalMemory* memory, Mapper* mapper)
    {
        byte* file = memory->PointerTo(new PhysicalAddress(module->Address).Frame);
        if (!PortableExecutable.IsValid(file, module->Length)) Panic.Fail("the kernel module is not a LiOS kernel image");
        byte* image = (byte*)PortableExecutable.ImageBase(file);
        uint size = PortableExecutable.ImageSize(file);
        ulong end = KernelLayout.Images + KernelLayout.ImagesLength;
        if ((ulong)image < KernelLayout.Images + s_nucleus.Size || (ulong)image >= end || size > end - (ulong)image)
            Panic.Fail("the kernel image does not fit its place");
        for (int i = 0; i < PortableExecutable.SectionCount(file); i++)
        {
            PortableExecutable.Section* section = PortableExecutable.Sections(file) + i;
            if (section->RawSize != 0 && ((section->RawPointer & 0xFFF) != 0 || (ulong)section->RawPointer + section->RawSize > module->Length))
                Panic.Fail("the kernel module is truncated");
            if (section->VirtualAddress > size || section->VirtualSize > size - section->VirtualAddress) Panic.Fail("a section lies outside the kernel image");
        }

        Require(mapper->Map(new VirtualAddress((ulong)image), new PhysicalAddress(module->Address), MappingFlags.Global, PageSize.Size4KiB));
        for (int i = 0; i < PortableExecutable.SectionCount(file); i++) MapSection(PortableExecutable.Sections(file) + i, image, module, memory, mapper);
        Describe(Kernel, image);
        int imports = BindImports(image);
        Log.Write(LogModule.Boot, LogLevel.Info, $"kernel image of {size} bytes at {(ulong)image:x}, {imports} imports bound");
        return image + PortableExecutable.EntryPoint(image);
    }

    /// <summary>Finds an export of the nucleus.</summary>
    /// <returns>Its address, or null.</returns>
    public static void* FindExport(byte* name)
    {
        byte* image = NucleusBase;
        uint* directory = (uint*)(image + PortableExecutable.Directory(image, PortableExecutable.ExportDirectory, out uint size));
        if (size == 0) return null;
        uint* functions = (uint*)(image + directory[7]);
        uint* names = (uint*)(image + directory[8]);
        ushort* ordinals = (ushort*)(image + directory[9]);
        int low = 0, high = (int)directory[6] - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = Compare(name, image + names[middle]);
            if (order == 0) return image + functions[ordinals[middle]];
            if (order < 0) high = middle - 1;
            else low = middle + 1;
        }

        return null;
    }

    private static void MapSection(PortableExecutable.Section* section, byte* image, BootModule* module, PhysicalMemory* memory, Mapper* mapper)
    {
        MappingFlags rights = RightsOf(section);
        for (uint offset = 0; offset < section->VirtualSize; offset += (uint)Frame.Size)
        {
            VirtualAddress page = new((ulong)image + section->VirtualAddress + offset);
            PhysicalAddress target;
            if (offset < section->RawSize)
            {
                target = new PhysicalAddress(module->Address + section->RawPointer + offset);
                uint valid = section->VirtualSize - offset;
                if (valid < Frame.Size) Processor.Cpu.Fill(memory->PointerTo(target.Frame) + valid, 0, (nuint)(Frame.Size - valid));
            }
            else
            {
                if (!memory->TryAllocateZeroed(FrameOwner.Kernel, out Frame frame)) Panic.Fail("no memory for the kernel image");
                target = frame.Start;
            }

            Require(mapper->Map(page, target, rights, PageSize.Size4KiB));
        }
    }

    private static MappingFlags RightsOf(PortableExecutable.Section* section)
    {
        MappingFlags rights = MappingFlags.Global;
        if ((section->Characteristics & PortableExecutable.SectionWrite) != 0) rights |= MappingFlags.Write;
        else if ((section->Characteristics & PortableExecutable.SectionExecute) != 0) rights |= MappingFlags.Execute;
        return rights;
    }

    // The import address table is filled through the direct map: the section that holds it is read-only.
    private static int BindImports(byte* image)
    {
        int count = 0;
        uint at = PortableExecutable.Directory(image, PortableExecutable.ImportDirectory, out uint size);
        if (size == 0) return 0;
        for (uint* descriptor = (uint*)(image + at); descriptor[4] != 0; descriptor += 5)
        {
            ulong* lookup = (ulong*)(image + descriptor[0]);
            ulong* table = (ulong*)(image + descriptor[4]);
            for (; *lookup != 0; lookup++, table++)
            {
                byte* name = image + (uint)*lookup + 2;
                void* target = FindExport(name);
                if (target == null)
                {
                    Console.Write("missing: ");
                    Console.WriteBytes(name);
                    Console.NewLine();
                    Panic.Fail("the kernel image imports what the nucleus does not export");
                }

                *(ulong*)MemoryManager.DirectPointer((ulong)table) = (ulong)target;
                count++;
            }
        }

        return count;
    }

    private static int Compare(byte* left, byte* right)
    {
        while (*left != 0 && *left == *right)
        {
            left++;
            right++;
        }

        return *left - *right;
    }

    private static void Describe(ImageDescription* description, byte* image)
    {
        description->Base = image;
        description->Size = PortableExecutable.ImageSize(image);
        description->ExceptionTable = image + PortableExecutable.Directory(image, PortableExecutable.ExceptionDirectory, out uint size);
        description->ExceptionCount = size / 12;
    }

    private static void Attach(ImageDescription* description, BootModule* module)
    {
        if (module == null || module->Length < 8) return;
        byte* table = (byte*)(KernelLayout.DirectMap + module->Address);
        if (*(uint*)table != 0x4D59534C) return;
        description->Symbols = table;
        description->SymbolsLength = module->Length;
    }

    private static void Require(MemoryStatus status)
    {
        if (status != MemoryStatus.Ok) Panic.Fail("cannot map an image");
    }
}
