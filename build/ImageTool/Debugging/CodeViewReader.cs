using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace LiOS.ImageTool.Debugging;

/// <summary>
/// Reads methods and line numbers from the CodeView sections of an object file (LLVM's documentation of the PDB format, "CodeView symbol
/// records" and the module stream's C13 line information, which the objects hold in the same form). Addresses come from the linker's map.
/// </summary>
internal sealed class CodeViewReader
{
    private const uint Signature = 4, Symbols = 0xF1, Lines = 0xF2, Strings = 0xF3, Files = 0xF4;
    private const ushort LocalProcedure = 0x110F, GlobalProcedure = 0x1110, LocalProcedureWithId = 0x1146, GlobalProcedureWithId = 0x1147;
    private const ushort HasColumns = 1;

    // Lines that no source stands for: step over it, step into it.
    private const uint AlwaysStepInto = 0xF00F00, NeverStepInto = 0xFEEFEE;

    private readonly Dictionary<int, ulong> _sectionBases = [];
    private readonly List<(int At, int Length)> _lineBlocks = [];
    private byte[] _data = [];
    private Dictionary<int, CoffSymbol> _relocations = [];
    private int _strings, _files;

    /// <summary>Reads an object file.</summary>
    public CodeViewReader(CoffObject source, LinkerMap map)
    {
        foreach (CoffSymbol symbol in source.Symbols)
            if (symbol.Section > 0 && !_sectionBases.ContainsKey(symbol.Section) && map.TryFind(source.Name, symbol.Name, out ulong address))
                _sectionBases.Add(symbol.Section, address - symbol.Value);

        foreach ((byte[] data, Dictionary<int, CoffSymbol> relocations) in source.SectionsNamed(".debug$S"))
        {
            (_data, _relocations) = (data, relocations);
            _lineBlocks.Clear();
            ReadSection();
        }
    }

    /// <summary>The sizes of methods by their addresses.</summary>
    public Dictionary<ulong, uint> Sizes { get; } = [];

    /// <summary>Code with its lines.</summary>
    public List<CodeRange> Ranges { get; } = [];

    private void ReadSection()
    {
        if (Word(0) != Signature) throw new InvalidDataException("CodeView information of an unknown kind");
        for (int at = 4; at + 8 <= _data.Length;)
        {
            int start = at + 8, length = (int)Word(at + 4);
            switch (Word(at))
            {
                case Symbols: ReadSymbols(start, start + length); break;
                case Lines: _lineBlocks.Add((start, length)); break;
                case Strings: _strings = start; break;
                case Files: _files = start; break;
            }

            at = start + ((length + 3) & ~3);
        }

        foreach ((int at, int length) in _lineBlocks) ReadLines(at, at + length);
    }

    // Each record: length behind itself, kind. A procedure: parent, end, next, code size, two debug offsets, type, offset, section, flags, name.
    private void ReadSymbols(int at, int end)
    {
        for (; at + 4 <= end; at += 2 + Half(at))
            if (Half(at + 2) is LocalProcedure or GlobalProcedure or LocalProcedureWithId or GlobalProcedureWithId && TryGetAddress(at + 32, out ulong address))
                Sizes[address] = Word(at + 16);
    }

    // Offset, section, flags, code size; then for each file: file, count, size in bytes; and each line: offset, and the line in 24 bits.
    private void ReadLines(int at, int end)
    {
        if (!TryGetAddress(at, out ulong start)) return;
        uint size = Word(at + 8);
        bool hasColumns = (Half(at + 6) & HasColumns) != 0;
        List<SourceLine> lines = [];
        for (at += 12; at + 12 <= end;)
        {
            string file = FileName((int)Word(at));
            int count = (int)Word(at + 4);
            at += 12;
            for (int i = 0; i < count; i++, at += 8)
            {
                uint line = Word(at + 4) & 0xFF_FFFF;
                lines.Add(new(start + Word(at), file, line is AlwaysStepInto or NeverStepInto ? 0 : line));
            }

            if (hasColumns) at += count * 4;
        }

        lines.Sort((left, right) => left.Address.CompareTo(right.Address));
        if (lines.Count > 0 && size > 0) Ranges.Add(new(start, size, lines));
    }

    private bool TryGetAddress(int at, out ulong address)
    {
        address = 0;
        if (!_relocations.TryGetValue(at, out CoffSymbol symbol) || !_sectionBases.TryGetValue(symbol.Section, out ulong sectionBase)) return false;
        address = sectionBase + symbol.Value + Word(at);
        return true;
    }

    private string FileName(int file)
    {
        ReadOnlySpan<byte> name = _data.AsSpan(_strings + (int)Word(_files + file));
        return Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]);
    }

    private uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_data.AsSpan(at));

    private ushort Half(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_data.AsSpan(at));
}
