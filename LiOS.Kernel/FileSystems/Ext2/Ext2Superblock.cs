using System;
using System.Buffers.Binary;

namespace LiOS.Kernel.FileSystems.Ext2;

/// <summary>The superblock ("The Second Extended File System", 3.1), 1024 bytes at offset 1024 of the device.</summary>
internal sealed class Ext2Superblock
{
    public const int Offset = 1024;
    public const int Size = 1024;
    public const ushort ExpectedMagic = 0xEF53;

    /// <summary>Where the two counters of free blocks and inodes lie, which change most.</summary>
    public const int CountersOffset = 12;
    public const int CountersSize = 8;

    private const ushort CleanState = 1;
    private const ushort ErrorState = 2;

    public byte[] Bytes { get; } = new byte[Size];

    public uint Inodes => Word(0);

    public uint Blocks => Word(4);

    public uint FreeBlocks { get => Word(12); set => SetWord(12, value); }

    public uint FreeInodes { get => Word(16); set => SetWord(16, value); }

    public uint FirstDataBlock => Word(20);

    /// <summary>The block size is 1024 shifted left by this.</summary>
    public uint BlockSizeShift => Word(24);

    public uint BlocksPerGroup => Word(32);

    public uint InodesPerGroup => Word(40);

    public uint WriteTime { set => SetWord(48, value); }

    public ushort Magic => BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(56));

    /// <summary>Whether the file system was left in order (s_state, EXT2_VALID_FS).</summary>
    public bool IsClean
    {
        get => (State & CleanState) != 0;
        set => State = (ushort)(value ? State | CleanState : State & ~CleanState);
    }

    /// <summary>Whether damage was found that nothing has mended yet (s_state, EXT2_ERROR_FS): the next check looks at everything.</summary>
    public bool HasErrors
    {
        get => (State & ErrorState) != 0;
        set => State = (ushort)(value ? State | ErrorState : State & ~ErrorState);
    }

    public uint Revision => Word(76);

    /// <summary>The first inode that is not reserved; 11 before revision 1.</summary>
    public uint FirstInode => Revision == 0 ? 11 : Word(84);

    /// <summary>Bytes of an inode in the tables; 128 before revision 1.</summary>
    public int InodeSize => Revision == 0 ? Ext2InodeRecord.Size : BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(88));

    public Ext2Incompatible Incompatible => Revision == 0 ? Ext2Incompatible.None : (Ext2Incompatible)Word(96);

    public Ext2ReadOnlyCompatible ReadOnlyCompatible
    {
        get => Revision == 0 ? Ext2ReadOnlyCompatible.None : (Ext2ReadOnlyCompatible)Word(100);
        set => SetWord(100, (uint)value);
    }

    private ushort State
    {
        get => BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(58));
        set => BinaryPrimitives.WriteUInt16LittleEndian(Bytes.AsSpan(58), value);
    }

    private uint Word(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(offset));

    private void SetWord(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan(offset), value);
}
