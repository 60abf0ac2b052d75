using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Reflection.PortableExecutable;

namespace LiOS.ImageTool.Debugging;

/// <summary>A linked PE image, laid out as it lies in memory.</summary>
internal sealed class LinkedImage
{
    private readonly byte[] _memory;
    private readonly DirectoryEntry _functions;

    /// <summary>Reads an image.</summary>
    /// <exception cref="InvalidDataException">It is no PE image.</exception>
    public LinkedImage(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        using PEReader reader = new(ImmutableArray.Create(file));
        PEHeader header = reader.PEHeaders.PEHeader ?? throw new InvalidDataException($"{path} is no PE image");
        Base = header.ImageBase;
        Entry = Base + (uint)header.AddressOfEntryPoint;
        _functions = header.ExceptionTableDirectory;
        _memory = new byte[header.SizeOfImage];
        foreach (SectionHeader section in reader.PEHeaders.SectionHeaders)
        {
            Array.Copy(file, section.PointerToRawData, _memory, section.VirtualAddress, Math.Min(section.SizeOfRawData, section.VirtualSize));
            Sections.Add(section);
        }
    }

    /// <summary>Where it lies.</summary>
    public ulong Base { get; }

    /// <summary>Its first instruction.</summary>
    public ulong Entry { get; }

    /// <summary>Its sections.</summary>
    public List<SectionHeader> Sections { get; } = [];

    /// <summary>The functions of its unwind table: begin, end and unwind information (Microsoft's x64 exception handling, "RUNTIME_FUNCTION").</summary>
    public IEnumerable<(uint Begin, uint End, uint Unwind)> Functions
    {
        get
        {
            for (uint at = (uint)_functions.RelativeVirtualAddress, end = at + (uint)_functions.Size; at < end; at += 12)
                yield return (Word(at), Word(at + 4), Word(at + 8));
        }
    }

    /// <summary>Bytes of it.</summary>
    public ReadOnlySpan<byte> Bytes(uint address, uint count) => _memory.AsSpan((int)address, (int)count);

    public byte Byte(uint address) => _memory[address];

    public ushort Half(uint address) => BinaryPrimitives.ReadUInt16LittleEndian(_memory.AsSpan((int)address));

    public uint Word(uint address) => BinaryPrimitives.ReadUInt32LittleEndian(_memory.AsSpan((int)address));
}
