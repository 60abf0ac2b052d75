using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace LiOS.ImageTool.Debugging;

/// <summary>An object file (Microsoft's PE Format, "COFF file header" to "COFF string table"): sections, symbols and relocations.</summary>
internal sealed class CoffObject
{
    private const int HeaderSize = 20, SectionSize = 40, SymbolSize = 18, RelocationSize = 10;
    private const ushort Amd64 = 0x8664, CountOverflows = 0xFFFF;
    private const uint HasManyRelocations = 0x0100_0000;
    private readonly byte[] _file;
    private readonly List<Section> _sections = [];
    private readonly Dictionary<int, CoffSymbol> _symbols = [];

    /// <summary>Reads an object file.</summary>
    /// <exception cref="InvalidDataException">It is none for this processor.</exception>
    public CoffObject(string path)
    {
        _file = File.ReadAllBytes(path);
        Name = Path.GetFileName(path);
        if (_file.Length < HeaderSize || Half(0) != Amd64) throw new InvalidDataException($"{path} is no object file for x86-64");
        int sections = Half(2), symbolTable = Word(8), symbols = Word(12);
        int strings = symbolTable + (symbols * SymbolSize);
        for (int i = 0, at = HeaderSize + Half(16); i < sections; i++, at += SectionSize)
        {
            string name = Text(at, 8);
            _sections.Add(new(name.StartsWith('/') ? Text(strings + int.Parse(name.AsSpan(1)), int.MaxValue) : name, at));
        }

        for (int i = 0; i < symbols; i++)
        {
            int at = symbolTable + (i * SymbolSize);
            string name = Word(at) == 0 ? Text(strings + Word(at + 4), int.MaxValue) : Text(at, 8);
            _symbols.Add(i, new(name, (uint)Word(at + 8), (short)Half(at + 12)));
            i += _file[at + 17];
        }
    }

    /// <summary>The file's name without its folder.</summary>
    public string Name { get; }

    /// <summary>Every symbol.</summary>
    public IEnumerable<CoffSymbol> Symbols => _symbols.Values;

    /// <summary>The sections of a name, each with the symbols that its relocations name, by their place in the section.</summary>
    public IEnumerable<(byte[] Data, Dictionary<int, CoffSymbol> Relocations)> SectionsNamed(string name)
    {
        foreach (Section section in _sections)
        {
            if (section.Name != name) continue;
            Dictionary<int, CoffSymbol> relocations = [];
            int at = Word(section.Header + 24), count = Half(section.Header + 32), first = 0;
            if (count == CountOverflows && ((uint)Word(section.Header + 36) & HasManyRelocations) != 0) (count, first) = (Word(at), 1);
            for (int i = first; i < count; i++)
                relocations[Word(at + (i * RelocationSize))] = _symbols[Word(at + (i * RelocationSize) + 4)];
            yield return (_file.AsSpan(Word(section.Header + 20), Word(section.Header + 16)).ToArray(), relocations);
        }
    }

    private ushort Half(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(at));

    private int Word(int at) => BinaryPrimitives.ReadInt32LittleEndian(_file.AsSpan(at));

    private string Text(int at, int limit)
    {
        ReadOnlySpan<byte> bytes = _file.AsSpan(at);
        if (bytes.Length > limit) bytes = bytes[..limit];
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    private readonly record struct Section(string Name, int Header);
}
