using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.Elf;

/// <summary>What an ELF file asks for (elf(5)), read and checked; nothing in the file is trusted.</summary>
internal sealed class ElfImage
{
    /// <summary>Bytes of the ELF header.</summary>
    public const int HeaderSize = 64;

    /// <summary>Bytes of a program header.</summary>
    public const int ProgramHeaderSize = 56;

    private const int MostProgramHeaders = 64 * 1024 / ProgramHeaderSize;
    private const ushort TypeExecutable = 2, TypeShared = 3;
    private const ushort MachineX8664 = 62;
    private const uint Load = 1, InterpreterName = 3, GnuStack = 0x6474_E551;
    private const uint MayExecute = 1, MayWrite = 2, MayRead = 4;
    private readonly List<ElfSegment> _segments = [];

    /// <summary>Whether it may be loaded anywhere (ET_DYN).</summary>
    public bool IsRelocatable { get; private init; }

    /// <summary>Where it starts, before any bias.</summary>
    public ulong Entry { get; private init; }

    /// <summary>Where the program headers lie in memory, before any bias; 0 when they are not loaded.</summary>
    public ulong ProgramHeaderAddress { get; private set; }

    /// <summary>How many program headers there are.</summary>
    public int ProgramHeaderCount { get; private init; }

    /// <summary>The path of the dynamic loader (PT_INTERP), or null.</summary>
    public string? Interpreter { get; private set; }

    /// <summary>Whether it asks for an executable stack (PT_GNU_STACK).</summary>
    public bool HasExecutableStack { get; private set; }

    /// <summary>The loadable segments, at least one, in ascending order.</summary>
    public IReadOnlyList<ElfSegment> Segments => _segments;

    /// <summary>The first page of the lowest segment.</summary>
    public ulong Start => _segments[0].FirstPage;

    /// <summary>The address behind the last page of all segments.</summary>
    public ulong End { get; private set; }

    /// <summary>Reads the headers of a file.</summary>
    /// <returns>None; ENOEXEC (no x86-64 program, or damaged); EINVAL (a bad interpreter); EIO.</returns>
    public static Errno Read(Inode inode, out ElfImage? image)
    {
        image = null;
        byte[] header = new byte[HeaderSize];
        Errno error = ReadExactly(inode, 0, header);
        if (error != Errno.None) return error;
        if (!IsForThisMachine(header)) return Errno.ENOEXEC;

        ushort type = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(16));
        ushort entrySize = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(54));
        ushort count = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(56));
        ulong tableOffset = BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(32));
        if (type is not (TypeExecutable or TypeShared) || entrySize != ProgramHeaderSize || count is 0 or > MostProgramHeaders) return Errno.ENOEXEC;
        if (tableOffset > long.MaxValue) return Errno.ENOEXEC;
        byte[] table = new byte[count * ProgramHeaderSize];
        error = ReadExactly(inode, (long)tableOffset, table);
        if (error != Errno.None) return error;

        ElfImage parsed = new()
        {
            IsRelocatable = type == TypeShared,
            Entry = BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(24)),
            ProgramHeaderCount = count,
        };
        for (int i = 0; i < count && error == Errno.None; i++)
            error = parsed.Add(inode, table.AsSpan(i * ProgramHeaderSize, ProgramHeaderSize), tableOffset);
        if (error == Errno.None && parsed._segments.Count == 0) error = Errno.ENOEXEC;
        if (error == Errno.None && parsed.Entry >= AddressSpace.UserTop) error = Errno.ENOEXEC;
        if (error == Errno.None) image = parsed;
        return error;
    }

    private static bool IsForThisMachine(ReadOnlySpan<byte> header) =>
        header[0] == 0x7F && header[1..4].SequenceEqual("ELF"u8)
        && header[4] == 2 && header[5] == 1 && header[6] == 1
        && BinaryPrimitives.ReadUInt16LittleEndian(header[18..]) == MachineX8664;

    private static Errno ReadExactly(Inode inode, long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            long count = inode.ReadAt(offset, destination);
            if (count == 0) return Errno.ENOEXEC;
            if (count < 0) return (Errno)(-count);
            offset += count;
            destination = destination[(int)count..];
        }
        return Errno.None;
    }

    private Errno Add(Inode inode, ReadOnlySpan<byte> header, ulong tableOffset)
    {
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        ulong fileSize = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
        switch (BinaryPrimitives.ReadUInt32LittleEndian(header))
        {
            case Load:
                ulong address = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
                ulong memorySize = BinaryPrimitives.ReadUInt64LittleEndian(header[40..]);
                return AddSegment(inode, new ElfSegment(address, memorySize, offset, fileSize, ToProtection(flags)), tableOffset);
            case InterpreterName:
                return ReadInterpreter(inode, offset, fileSize);
            case GnuStack:
                HasExecutableStack = (flags & MayExecute) != 0;
                return Errno.None;
            default:
                return Errno.None;
        }
    }

    private Errno AddSegment(Inode inode, in ElfSegment segment, ulong tableOffset)
    {
        if (segment.MemorySize == 0) return Errno.None;
        ulong fileLength = (ulong)inode.Attributes.Size;
        if (segment.FileSize > segment.MemorySize || segment.FileOffset > fileLength || segment.FileSize > fileLength - segment.FileOffset) return Errno.ENOEXEC;
        if (segment.Address >= AddressSpace.UserTop || segment.MemorySize > AddressSpace.UserTop - segment.Address) return Errno.ENOEXEC;
        if (((segment.Address ^ segment.FileOffset) & (PageFrame.Size - 1)) != 0 && segment.FileSize != 0) return Errno.ENOEXEC;
        if (_segments.Count > 0 && segment.Address < _segments[^1].Address + _segments[^1].MemorySize) return Errno.ENOEXEC;

        ulong tableSize = (ulong)ProgramHeaderCount * ProgramHeaderSize;
        if (tableOffset >= segment.FileOffset && segment.FileSize >= tableSize && tableOffset - segment.FileOffset <= segment.FileSize - tableSize)
            ProgramHeaderAddress = segment.Address + (tableOffset - segment.FileOffset);
        _segments.Add(segment);
        End = segment.EndPage;
        return Errno.None;
    }

    private Errno ReadInterpreter(Inode inode, ulong offset, ulong size)
    {
        if (Interpreter is not null) return Errno.EINVAL;
        if (size is < 2 or > Vfs.MaximumPathLength || offset > long.MaxValue) return Errno.ENOEXEC;
        byte[] name = new byte[size];
        Errno error = ReadExactly(inode, (long)offset, name);
        if (error != Errno.None) return error;
        if (name[^1] != 0) return Errno.ENOEXEC;
        Interpreter = Encoding.Latin1.GetString(name.AsSpan(0, name.AsSpan().IndexOf((byte)0)));
        return Errno.None;
    }

    private static Protection ToProtection(uint flags) =>
        ((flags & MayRead) != 0 ? Protection.Read : 0)
        | ((flags & MayWrite) != 0 ? Protection.Write : 0)
        | ((flags & MayExecute) != 0 ? Protection.Execute : 0);
}
