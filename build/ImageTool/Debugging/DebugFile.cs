using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.PortableExecutable;

namespace LiOS.ImageTool.Debugging;

/// <summary>
/// Makes the file that debuggers read: the nucleus and a kernel image in one ELF file, with the names of C#, source lines and
/// descriptions of all frames in DWARF. Names in .symtab are whole (LiOS.Kernel.Processes.Process.Exit), those in .debug_info are
/// short (Process.Exit): a debugger finds both and shows the short ones.
/// </summary>
internal sealed class DebugFile
{
    private const int LanguageC99 = 0x0C, LanguageAssembler = 0x8001;

    // Switch.asm: the first function of every thread.
    private const string FirstOfThread = "ThreadEntry";

    private readonly string _root;
    private readonly SymbolNames _names;
    private readonly LineSection _lines = new();
    private readonly InformationSection _information = new();
    private readonly FrameSection _frames = new();

    private DebugFile(string root, SymbolNames names)
    {
        _root = root;
        _names = names;
    }

    /// <summary>Makes the file.</summary>
    /// <param name="path">Where it goes.</param>
    /// <param name="root">The root of the working copy: sources below it are named relative to it.</param>
    /// <param name="files">For each image its EXE, then its MAP and its OBJ and O files; and DLL files, whose types have the names.</param>
    public static void Write(string path, string root, string[] files)
    {
        ILookup<bool, string> kinds = files.ToLookup(file => Path.GetExtension(file) == ".dll");
        DebugFile debug = new(root, new SymbolNames(kinds[true]));
        List<(LinkedImage Image, string[] Parts)> images = [];
        string[] others = [.. kinds[false]];
        for (int i = 0; i < others.Length; i++)
            if (Path.GetExtension(others[i]) == ".exe") images.Add((new(others[i]), [.. others[(i + 1)..].TakeWhile(file => Path.GetExtension(file) != ".exe")]));

        if (images.Count == 0) throw new InvalidOperationException("no image was named");
        ElfFile elf = new() { Entry = images[0].Image.Entry };
        foreach ((LinkedImage image, string[] parts) in images) debug.Add(elf, image, parts);
        elf.AddDebugSection(".debug_abbrev", InformationSection.Abbreviations);
        elf.AddDebugSection(".debug_info", debug._information.ToArray());
        elf.AddDebugSection(".debug_line", debug._lines.ToArray());
        elf.AddDebugSection(".debug_frame", debug._frames.ToArray());
        elf.Save(path);
    }

    private void Add(ElfFile elf, LinkedImage image, string[] parts)
    {
        foreach (SectionHeader section in image.Sections)
        {
            bool isCode = (section.SectionCharacteristics & SectionCharacteristics.MemExecute) != 0;
            bool isWritable = (section.SectionCharacteristics & SectionCharacteristics.MemWrite) != 0;
            uint stored = isWritable ? 0 : (uint)Math.Min(section.SizeOfRawData, section.VirtualSize);
            elf.AddImageSection(section.Name, image.Base + (uint)section.VirtualAddress, image.Bytes((uint)section.VirtualAddress, stored), (uint)section.VirtualSize, isCode, isWritable);
        }

        LinkerMap map = new(parts.First(part => Path.GetExtension(part) == ".map"));
        List<CodeViewReader> readers = [];
        List<string> objects = [.. parts.Where(part => Path.GetExtension(part) is ".obj" or ".o")];
        foreach (string part in objects) readers.Add(new(new CoffObject(part), map));
        List<DebugSymbol> symbols = Symbols(image, map, readers);
        foreach (DebugSymbol symbol in symbols) elf.AddSymbol(symbol);
        for (int i = 0; i < readers.Count; i++) AddUnit(Path.GetFileName(objects[i]), readers[i], symbols);
        _frames.Add(image);
        foreach (DebugSymbol symbol in symbols)
            if (symbol.Address == image.Entry || symbol.Name.Name == FirstOfThread) _frames.AddOutermost(symbol.Address, symbol.Size);
    }

    // A size comes from the compiler, or from the unwind table, or is what lies before the next symbol of the section.
    private List<DebugSymbol> Symbols(LinkedImage image, LinkerMap map, List<CodeViewReader> readers)
    {
        Dictionary<ulong, uint> sizes = [];
        foreach ((uint begin, uint end, _) in image.Functions) sizes[image.Base + begin] = end - begin;
        foreach ((ulong address, uint size) in readers.SelectMany(reader => reader.Sizes)) sizes[address] = size;
        HashSet<string> names = [.. map.Symbols.Select(symbol => symbol.Name)];
        MapSymbol[] sorted = [.. map.Symbols.Where(symbol => !IsLocalLabel(symbol.Name, names)).DistinctBy(symbol => (symbol.Address, symbol.Name)).OrderBy(symbol => symbol.Address)];
        List<DebugSymbol> symbols = [];
        ulong next = ulong.MaxValue;
        for (int i = sorted.Length - 1; i >= 0; i--)
        {
            MapSymbol symbol = sorted[i];
            ulong sectionEnd = SectionEnd(image, symbol.Address);
            if (i + 1 < sorted.Length && sorted[i + 1].Address != symbol.Address) next = sorted[i + 1].Address;
            uint size = sizes.TryGetValue(symbol.Address, out uint known) ? known : (uint)(Math.Min(next, sectionEnd) - symbol.Address);
            if (sectionEnd != 0) symbols.Add(new(symbol.Address, size, _names[symbol.Name], symbol.IsCode));
        }

        symbols.Reverse();
        return symbols;
    }

    // The assembler names a label .NAME inside a function FUNCTION.NAME.
    private static bool IsLocalLabel(string name, HashSet<string> names) => name.LastIndexOf('.') is > 0 and int dot && names.Contains(name[..dot]);

    private static ulong SectionEnd(LinkedImage image, ulong address)
    {
        foreach (SectionHeader section in image.Sections)
        {
            ulong start = image.Base + (uint)section.VirtualAddress;
            if (address >= start && address < start + (uint)section.VirtualSize) return start + (uint)section.VirtualSize;
        }

        return 0;
    }

    private void AddUnit(string name, CodeViewReader reader, List<DebugSymbol> symbols)
    {
        List<CodeRange> ranges = [.. reader.Ranges.OrderBy(range => range.Start).Select(range => range with { Lines = [.. range.Lines.Select(line => line with { File = Relative(line.File) })] })];
        if (ranges.Count == 0) return;
        ulong start = ranges[0].Start, end = ranges.Max(range => range.End);
        foreach ((ulong address, uint size) in reader.Sizes) (start, end) = (Math.Min(start, address), Math.Max(end, address + size));
        int language = reader.Sizes.Count > 0 ? LanguageC99 : LanguageAssembler;
        DebugSymbol[] methods = [.. symbols.Where(symbol => symbol.IsCode && symbol.Size > 0 && symbol.Address >= start && symbol.Address < end).DistinctBy(symbol => symbol.Address)];
        if (methods.Length > 0) end = Math.Max(end, methods.Max(method => method.Address + method.Size));
        _information.Add(name, language, _lines.Add(ranges), start, end - start, methods);
    }

    private string Relative(string file) => file.StartsWith(_root, StringComparison.Ordinal) ? file[_root.Length..].TrimStart('/', '\\') : file;
}
