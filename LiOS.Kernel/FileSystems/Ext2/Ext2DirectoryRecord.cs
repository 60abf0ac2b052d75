using System;
using System.Buffers.Binary;
using LiOS.Kernel.Files;

namespace LiOS.Kernel.FileSystems.Ext2;

/// <summary>A directory entry as it lies in a block ("The Second Extended File System", 4.1).</summary>
/// <param name="block">The directory block.</param>
/// <param name="offset">Where in it the entry starts.</param>
internal readonly ref struct Ext2DirectoryRecord(Span<byte> block, int offset)
{
    public const int HeaderSize = 8;

    private readonly Span<byte> _bytes = block[offset..];

    public uint Inode { get => BinaryPrimitives.ReadUInt32LittleEndian(_bytes); set => BinaryPrimitives.WriteUInt32LittleEndian(_bytes, value); }

    /// <summary>Bytes to the next entry.</summary>
    public int Length
    {
        get => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[4..]);
        set => BinaryPrimitives.WriteUInt16LittleEndian(_bytes[4..], (ushort)value);
    }

    public int NameLength => _bytes[6];

    public byte FileType { get => _bytes[7]; set => _bytes[7] = value; }

    public ReadOnlySpan<byte> Name => _bytes.Slice(HeaderSize, NameLength);

    /// <summary>Bytes that the entry itself needs; the rest of <see cref="Length"/> is free.</summary>
    public int UsedLength => Inode == 0 ? 0 : SizeFor(NameLength);

    /// <summary>Whether the entry lies inside its block and the name inside the entry.</summary>
    public bool IsValid => _bytes.Length >= HeaderSize && Length >= SizeFor(1) && Length % 4 == 0 && Length <= _bytes.Length
        && HeaderSize + NameLength <= Length && (Inode == 0 || NameLength > 0);

    /// <summary>Bytes that an entry with a name of some length needs.</summary>
    public static int SizeFor(int nameLength) => (HeaderSize + nameLength + 3) & ~3;

    public bool HasName(string name)
    {
        if (Inode == 0 || NameLength != name.Length) return false;
        ReadOnlySpan<byte> bytes = Name;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != name[i]) return false;
        }

        return true;
    }

    /// <summary>Fills the entry in; the length must have been set.</summary>
    public void Set(uint inode, string name, byte fileType)
    {
        Inode = inode;
        _bytes[6] = (byte)name.Length;
        FileType = fileType;
        for (int i = 0; i < name.Length; i++) _bytes[HeaderSize + i] = (byte)name[i];
    }

    /// <summary>The type byte for a mode (EXT2_FT_...), used with the feature "filetype".</summary>
    public static byte TypeOf(FileMode mode) => (mode & FileMode.TypeMask) switch
    {
        FileMode.Regular => 1,
        FileMode.Directory => 2,
        FileMode.CharacterDevice => 3,
        FileMode.BlockDevice => 4,
        FileMode.Fifo => 5,
        FileMode.Socket => 6,
        FileMode.SymbolicLink => 7,
        _ => 0,
    };

    /// <summary>The type bits for a type byte; None when it says nothing.</summary>
    public static FileMode ModeOf(byte fileType) => fileType switch
    {
        1 => FileMode.Regular,
        2 => FileMode.Directory,
        3 => FileMode.CharacterDevice,
        4 => FileMode.BlockDevice,
        5 => FileMode.Fifo,
        6 => FileMode.Socket,
        7 => FileMode.SymbolicLink,
        _ => FileMode.None,
    };
}
