using System.Collections.Generic;

namespace LiOS.ImageTool.Debugging;

/// <summary>A section .debug_line: one program for each object file (DWARF 4, 6.2).</summary>
internal sealed class LineSection
{
    private const int Version = 4, LineBase = -3, LineRange = 12, OpcodeBase = 13;
    private const int Extended = 0, Copy = 1, AdvanceAddress = 2, AdvanceLine = 3, SetFile = 4;
    private const int EndSequence = 1, SetAddress = 2;
    private static readonly byte[] s_operands = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1];
    private readonly ByteWriter _bytes = new();

    /// <summary>Adds a program.</summary>
    /// <param name="ranges">Code whose files are named as the debugger is to look for them.</param>
    /// <returns>Where it begins in the section.</returns>
    public uint Add(List<CodeRange> ranges)
    {
        uint start = (uint)_bytes.Length;
        Dictionary<string, int> files = [];
        foreach (CodeRange range in ranges)
            foreach (SourceLine line in range.Lines) files.TryAdd(line.File, files.Count + 1);

        ByteWriter header = new();
        foreach (int value in (int[])[1, 1, 1, LineBase & 0xFF, LineRange, OpcodeBase]) header.Byte(value);
        header.Bytes(s_operands);
        header.Byte(0);
        foreach (string file in files.Keys)
        {
            header.Text(file);
            header.Bytes([0, 0, 0]);
        }

        header.Byte(0);
        ByteWriter unit = new();
        unit.Half(Version);
        unit.Unit(header);
        foreach (CodeRange range in ranges) AddSequence(unit, range, files);
        _bytes.Unit(unit);
        return start;
    }

    public byte[] ToArray() => _bytes.ToArray();

    // The first line also stands for what lies before it: a debugger takes an address without a line for a place without source.
    private static void AddSequence(ByteWriter unit, CodeRange range, Dictionary<string, int> files)
    {
        unit.Byte(Extended);
        unit.Unsigned(9);
        unit.Byte(SetAddress);
        unit.Long(range.Start);
        ulong address = range.Start;
        long line = 1;
        int file = 1;
        for (int i = 0; i < range.Lines.Count; i++)
        {
            SourceLine next = range.Lines[i];
            ulong advance = i == 0 ? 0 : next.Address - address;
            if (files[next.File] != file)
            {
                file = files[next.File];
                unit.Byte(SetFile);
                unit.Unsigned((ulong)file);
            }

            long lineAdvance = next.Line - line;
            ulong opcode = (ulong)(lineAdvance - LineBase) + ((ulong)LineRange * advance) + OpcodeBase;
            if (lineAdvance is >= LineBase and < LineBase + LineRange && opcode <= 255)
            {
                unit.Byte((int)opcode);
            }
            else
            {
                unit.Byte(AdvanceAddress);
                unit.Unsigned(advance);
                unit.Byte(AdvanceLine);
                unit.Signed(lineAdvance);
                unit.Byte(Copy);
            }

            address += advance;
            line = next.Line;
        }

        unit.Byte(AdvanceAddress);
        unit.Unsigned(range.End - address);
        unit.Byte(Extended);
        unit.Unsigned(1);
        unit.Byte(EndSequence);
    }
}
