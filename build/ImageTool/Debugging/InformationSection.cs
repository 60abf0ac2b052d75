using System.Collections.Generic;

namespace LiOS.ImageTool.Debugging;

/// <summary>The sections .debug_info and .debug_abbrev: a unit for each object file, with the methods in it (DWARF 4, 7.5).</summary>
internal sealed class InformationSection
{
    private const int Version = 4, AddressSize = 8;
    private const int Unit = 1, Method = 2;
    private readonly ByteWriter _bytes = new();

    /// <summary>The forms of both entries. DWARF knows no C#; C names things the way a debugger has to be told them here, without structure.</summary>
    public static byte[] Abbreviations
    {
        get
        {
            const int compileUnit = 0x11, subprogram = 0x2E;
            const int name = 0x03, lines = 0x10, low = 0x11, high = 0x12, language = 0x13, producer = 0x25, external = 0x3F;
            const int address = 0x01, half = 0x05, word = 0x06, @long = 0x07, text = 0x08, offset = 0x17, present = 0x19;
            ByteWriter bytes = new();
            foreach (int value in (int[])[Unit, compileUnit, 1, producer, text, language, half, name, text, lines, offset, low, address, high, @long, 0, 0]) bytes.Byte(value);
            foreach (int value in (int[])[Method, subprogram, 0, name, text, low, address, high, word, external, present, 0, 0, 0]) bytes.Byte(value);
            return bytes.ToArray();
        }
    }

    /// <summary>Adds a unit.</summary>
    /// <param name="name">The object file's name.</param>
    /// <param name="language">The language by DWARF's number.</param>
    /// <param name="lines">Where its lines begin in .debug_line.</param>
    /// <param name="start">Its first address.</param>
    /// <param name="size">Its bytes.</param>
    /// <param name="methods">What lies in it.</param>
    public void Add(string name, int language, uint lines, ulong start, ulong size, IEnumerable<DebugSymbol> methods)
    {
        ByteWriter unit = new();
        unit.Half(Version);
        unit.Word(0);
        unit.Byte(AddressSize);
        unit.Unsigned(Unit);
        unit.Text("LiOS image tool");
        unit.Half(language);
        unit.Text(name);
        unit.Word(lines);
        unit.Long(start);
        unit.Long(size);
        foreach (DebugSymbol method in methods)
        {
            unit.Unsigned(Method);
            unit.Text(method.Name.Name);
            unit.Long(method.Address);
            unit.Word(method.Size);
        }

        unit.Byte(0);
        _bytes.Unit(unit);
    }

    public byte[] ToArray() => _bytes.ToArray();
}
