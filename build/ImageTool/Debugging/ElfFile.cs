using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace LiOS.ImageTool.Debugging;

/// <summary>An ELF file for a debugger (System V ABI, "Object files"): images at their addresses, symbols, and sections about them.</summary>
internal sealed class ElfFile
{
    private const int HeaderSize = 64, SegmentSize = 56, SectionSize = 64, SymbolSize = 24;
    private const uint ProgramBits = 1, SymbolTable = 2, StringTable = 3, NoBits = 8;
    private const ulong Writable = 1, Allocated = 2, Executable = 4;
    private readonly List<Section> _sections = [new("", 0, 0, 0, 0, [], 0, 0, 0)];
    private readonly List<DebugSymbol> _symbols = [];

    /// <summary>The address of the first instruction.</summary>
    public ulong Entry { get; init; }

    /// <summary>Adds a section that lies in memory.</summary>
    public void AddImageSection(string name, ulong address, ReadOnlySpan<byte> content, ulong size, bool isCode, bool isWritable)
        => _sections.Add(new(name, content.Length == 0 ? NoBits : ProgramBits, Allocated | (isCode ? Executable : 0) | (isWritable ? Writable : 0), address, size, content.ToArray(), 0, 0, 0));

    /// <summary>Adds a section that only the debugger reads.</summary>
    public void AddDebugSection(string name, byte[] content) => _sections.Add(new(name, ProgramBits, 0, 0, (ulong)content.Length, content, 0, 0, 0));

    /// <summary>Adds a symbol.</summary>
    public void AddSymbol(DebugSymbol symbol) => _symbols.Add(symbol);

    /// <summary>Writes the file.</summary>
    public void Save(string path)
    {
        ByteWriter symbolNames = new(), symbols = new(), sectionNames = new();
        symbolNames.Byte(0);
        symbols.Bytes(new byte[SymbolSize]);
        foreach (DebugSymbol symbol in _symbols) WriteSymbol(symbols, symbolNames, symbol);
        uint strings = (uint)_sections.Count + 1;
        _sections.Add(new(".symtab", SymbolTable, 0, 0, (ulong)symbols.Length, symbols.ToArray(), strings, 1, SymbolSize));
        _sections.Add(new(".strtab", StringTable, 0, 0, (ulong)symbolNames.Length, symbolNames.ToArray(), 0, 0, 0));
        _sections.Add(new(".shstrtab", StringTable, 0, 0, 0, [], 0, 0, 0));
        uint[] names = [.. _sections.Select(section => Append(sectionNames, section.Name))];
        _sections[^1] = _sections[^1] with { Size = (ulong)sectionNames.Length, Content = sectionNames.ToArray() };

        List<Section> loaded = _sections.FindAll(section => (section.Flags & Allocated) != 0);
        ByteWriter segments = new(), headers = new(), contents = new();
        ulong start = (ulong)(HeaderSize + (loaded.Count * SegmentSize));
        for (int i = 0; i < _sections.Count; i++)
        {
            Section section = _sections[i];
            ulong offset = start + (ulong)contents.Length;
            contents.Bytes(section.Content);
            WriteSectionHeader(headers, names[i], section, offset);
            if ((section.Flags & Allocated) != 0) WriteSegment(segments, section, offset);
        }

        ByteWriter header = new();
        header.Bytes([0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        foreach (int value in (int[])[2, 62]) header.Half(value);
        header.Word(1);
        foreach (ulong value in (ulong[])[Entry, HeaderSize, start + (ulong)contents.Length]) header.Long(value);
        header.Word(0);
        foreach (int value in (int[])[HeaderSize, SegmentSize, loaded.Count, SectionSize, _sections.Count, _sections.Count - 1]) header.Half(value);

        using FileStream file = File.Create(path);
        foreach (ByteWriter part in (ByteWriter[])[header, segments, contents, headers]) file.Write(part.ToArray());
    }

    private static uint Append(ByteWriter texts, string text)
    {
        uint at = (uint)texts.Length;
        texts.Text(text);
        return at;
    }

    // st_name, st_info (global, object or function), st_other, st_shndx, st_value, st_size
    private void WriteSymbol(ByteWriter symbols, ByteWriter names, DebugSymbol symbol)
    {
        int section = _sections.FindIndex(section => (section.Flags & Allocated) != 0 && symbol.Address >= section.Address && symbol.Address < section.Address + section.Size);
        if (section < 0) return;
        symbols.Word(Append(names, symbol.Name.Full));
        symbols.Byte((1 << 4) | (symbol.IsCode ? 2 : 1));
        symbols.Byte(0);
        symbols.Half(section);
        symbols.Long(symbol.Address);
        symbols.Long(symbol.Size);
    }

    private static void WriteSectionHeader(ByteWriter headers, uint name, Section section, ulong offset)
    {
        headers.Word(name);
        headers.Word(section.Type);
        foreach (ulong value in (ulong[])[section.Flags, section.Address, offset, section.Size]) headers.Long(value);
        headers.Word(section.Link);
        headers.Word(section.Information);
        headers.Long(1);
        headers.Long(section.EntrySize);
    }

    // p_type PT_LOAD, p_flags, p_offset, p_vaddr, p_paddr, p_filesz, p_memsz, p_align
    private static void WriteSegment(ByteWriter segments, Section section, ulong offset)
    {
        const uint executable = 1, writable = 2, readable = 4;
        segments.Word(1);
        segments.Word(readable | ((section.Flags & Executable) != 0 ? executable : 0) | ((section.Flags & Writable) != 0 ? writable : 0));
        foreach (ulong value in (ulong[])[offset, section.Address, section.Address, (ulong)section.Content.Length, section.Size, 1]) segments.Long(value);
    }

    private sealed record Section(string Name, uint Type, ulong Flags, ulong Address, ulong Size, byte[] Content, uint Link, uint Information, ulong EntrySize);
}
