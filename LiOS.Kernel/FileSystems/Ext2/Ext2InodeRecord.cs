using System;
using System.Buffers.Binary;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;

namespace LiOS.Kernel.FileSystems.Ext2;

/// <summary>An inode as it lies in the inode table ("The Second Extended File System", 3.4): its first 128 bytes, the ones ext2 knows.</summary>
internal sealed class Ext2InodeRecord
{
    public const int Size = 128;

    /// <summary>Block numbers in an inode: 12 direct ones, then the single, double and triple indirect block.</summary>
    public const int BlockCount = 15;
    public const int DirectBlocks = 12;

    /// <summary>The longest target, in bytes with its NUL, that fits where the block numbers lie.</summary>
    public const int FastLinkSize = BlockCount * 4;

    /// <summary>The directory has a hash tree (i_flags, EXT2_INDEX_FL).</summary>
    public const uint IndexFlag = 0x1000;

    private const int BlocksOffset = 40;

    public byte[] Bytes { get; } = new byte[Size];

    public FileMode Mode { get => (FileMode)Half(0); set => SetHalf(0, (ushort)value); }

    public uint UserId
    {
        get => Half(2) | ((uint)Half(120) << 16);
        set
        {
            SetHalf(2, (ushort)value);
            SetHalf(120, (ushort)(value >> 16));
        }
    }

    public uint GroupId
    {
        get => Half(24) | ((uint)Half(122) << 16);
        set
        {
            SetHalf(24, (ushort)value);
            SetHalf(122, (ushort)(value >> 16));
        }
    }

    /// <summary>Size in bytes. Only regular files have the upper half; directories keep something else there.</summary>
    public long FileSize
    {
        get => IsRegular ? Word(4) | ((long)Word(108) << 32) : Word(4);
        set
        {
            SetWord(4, (uint)value);
            if (IsRegular) SetWord(108, (uint)(value >> 32));
        }
    }

    /// <summary>Times in seconds since 1970.</summary>
    public int AccessTime { get => (int)Word(8); set => SetWord(8, (uint)value); }

    public int ChangeTime { get => (int)Word(12); set => SetWord(12, (uint)value); }

    public int ModificationTime { get => (int)Word(16); set => SetWord(16, (uint)value); }

    public int DeletionTime { set => SetWord(20, (uint)value); }

    public ushort LinkCount { get => Half(26); set => SetHalf(26, value); }

    /// <summary>Blocks of 512 bytes that the inode owns, indirect and attribute blocks included.</summary>
    public uint Sectors { get => Word(28); set => SetWord(28, value); }

    public uint Flags { get => Word(32); set => SetWord(32, value); }

    /// <summary>The block with extended attributes, or 0.</summary>
    public uint AttributeBlock { get => Word(104); set => SetWord(104, value); }

    /// <summary>Where a short symbolic link keeps its target.</summary>
    public Span<byte> FastLink => Bytes.AsSpan(BlocksOffset, FastLinkSize);

    /// <summary>The number of a device node: small ones in the old 16 bits, others behind them.</summary>
    public ulong DeviceNumber
    {
        get
        {
            uint old = GetBlock(0);
            uint packed = GetBlock(1);
            return old != 0
                ? DeviceNumbers.Make((old >> 8) & 0xFF, old & 0xFF)
                : DeviceNumbers.Make((packed >> 8) & 0xFFF, (packed & 0xFF) | ((packed >> 12) & 0xFFF00));
        }

        set
        {
            (uint major, uint minor) = (DeviceNumbers.Major(value), DeviceNumbers.Minor(value));
            bool isSmall = major < 256 && minor < 256;
            SetBlock(0, isSmall ? (major << 8) | minor : 0);
            SetBlock(1, isSmall ? 0 : (minor & 0xFF) | ((major & 0xFFF) << 8) | ((minor & 0xFFF00) << 12));
        }
    }

    private bool IsRegular => (Mode & FileMode.TypeMask) == FileMode.Regular;

    public uint GetBlock(int index) => Word(BlocksOffset + (index * 4));

    public void SetBlock(int index, uint block) => SetWord(BlocksOffset + (index * 4), block);

    private ushort Half(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(offset));

    private void SetHalf(int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Bytes.AsSpan(offset), value);

    private uint Word(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(offset));

    private void SetWord(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan(offset), value);
}
