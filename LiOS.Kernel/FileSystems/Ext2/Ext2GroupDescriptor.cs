using System;
using System.Buffers.Binary;

namespace LiOS.Kernel.FileSystems.Ext2;

/// <summary>One entry of the block group descriptor table ("The Second Extended File System", 3.2), 32 bytes.</summary>
/// <param name="table">The whole table.</param>
/// <param name="group">Which entry.</param>
internal readonly struct Ext2GroupDescriptor(byte[] table, int group)
{
    public const int Size = 32;

    public ReadOnlySpan<byte> Bytes => table.AsSpan(group * Size, Size);

    public uint BlockBitmap => Word(0);

    public uint InodeBitmap => Word(4);

    public uint InodeTable => Word(8);

    public int FreeBlocks { get => Half(12); set => SetHalf(12, value); }

    public int FreeInodes { get => Half(14); set => SetHalf(14, value); }

    public int UsedDirectories { get => Half(16); set => SetHalf(16, value); }

    private uint Word(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan((group * Size) + offset));

    private int Half(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(table.AsSpan((group * Size) + offset));

    /// <summary>Sets a counter; a damaged one stops at its bounds instead of wrapping round.</summary>
    private void SetHalf(int offset, int value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(table.AsSpan((group * Size) + offset), (ushort)Math.Clamp(value, 0, ushort.MaxValue));
}
