using System;
using System.Numerics;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Ext2;

/// <content>Groups, bitmaps and the allocation of blocks and inodes.</content>
public sealed partial class Ext2FileSystem
{
    private readonly byte[] _descriptors;
    private readonly byte[]?[] _blockBitmaps;
    private readonly byte[]?[] _inodeBitmaps;
    private bool _wasClean;
    private bool _isDamaged;

    internal int GroupCount { get; }

    /// <summary>Inodes that have no name and are still in use: until they are freed, the file system is not in order.</summary>
    internal int OrphanCount { get; set; }

    private int InodeTableBlocks => (int)(Superblock.InodesPerGroup * (uint)Superblock.InodeSize / (uint)BlockSize);

    private uint DescriptorBlocks => (uint)((_descriptors.Length + BlockSize - 1) / BlockSize);

    /// <summary>The group that an inode's table entry lies in.</summary>
    internal int GroupOfInode(uint number) => (int)((number - 1) / Superblock.InodesPerGroup);

    /// <summary>The first block of a group.</summary>
    internal uint FirstBlockOf(int group) => Superblock.FirstDataBlock + ((uint)group * Superblock.BlocksPerGroup);

    /// <summary>Whether a block may belong to a file: it lies on the device and holds none of the file system's own tables.</summary>
    internal bool IsDataBlock(uint block)
    {
        if (block <= Superblock.FirstDataBlock + DescriptorBlocks || block >= Superblock.Blocks) return false;
        Ext2GroupDescriptor group = Group(GroupOfBlock(block));
        return block != group.BlockBitmap && block != group.InodeBitmap
            && (block < group.InodeTable || block >= group.InodeTable + (uint)InodeTableBlocks);
    }

    /// <summary>Takes a free block, near to a wanted one.</summary>
    /// <returns>None; ENOSPC; EUCLEAN; EIO.</returns>
    internal Errno AllocateBlock(uint goal, out uint block)
    {
        block = 0;
        if (goal < Superblock.FirstDataBlock || goal >= Superblock.Blocks) goal = Superblock.FirstDataBlock;
        int first = GroupOfBlock(goal);
        for (int i = 0; i <= GroupCount; i++)
        {
            int number = (first + i) % GroupCount;
            Ext2GroupDescriptor group = Group(number);
            if (group.FreeBlocks == 0) continue;
            Errno error = LoadBitmap(_blockBitmaps, number, group.BlockBitmap, out byte[] bitmap);
            if (error != Errno.None) return error;

            // The goal's own group is searched from the goal on at first, and from its start when all others were full.
            int start = i == 0 ? (int)(goal - FirstBlockOf(number)) : 0;
            int bit = FindZero(bitmap, start, BlocksIn(number));
            if (bit < 0) continue;
            block = FirstBlockOf(number) + (uint)bit;
            if (!IsDataBlock(block)) return Damaged($"the bitmap of group {number} calls its own tables free");
            group.FreeBlocks--;
            if (Superblock.FreeBlocks > 0) Superblock.FreeBlocks--;
            return SetBit(bitmap, bit, isSet: true, group.BlockBitmap, number);
        }

        return Errno.ENOSPC;
    }

    /// <summary>Gives a block back.</summary>
    /// <returns>None; EUCLEAN (it was free, or can belong to no file); EIO.</returns>
    internal Errno FreeBlock(uint block)
    {
        if (!IsDataBlock(block)) return Damaged($"block {block} to be freed can belong to no file");
        int number = GroupOfBlock(block);
        Ext2GroupDescriptor group = Group(number);
        Errno error = LoadBitmap(_blockBitmaps, number, group.BlockBitmap, out byte[] bitmap);
        if (error != Errno.None) return error;
        int bit = (int)(block - FirstBlockOf(number));
        if (!IsSet(bitmap, bit)) return Damaged($"block {block} to be freed is free already");
        group.FreeBlocks++;
        Superblock.FreeBlocks++;
        return SetBit(bitmap, bit, isSet: false, group.BlockBitmap, number);
    }

    /// <summary>Takes a free inode: a file's near its directory, a directory's where there is most room.</summary>
    /// <returns>None; ENOSPC; EIO.</returns>
    internal Errno AllocateInode(uint parent, bool isDirectory, out uint inode)
    {
        inode = 0;
        int first = isDirectory ? RoomiestGroup() : GroupOfInode(parent);
        for (int i = 0; i < GroupCount; i++)
        {
            int number = (first + i) % GroupCount;
            Ext2GroupDescriptor group = Group(number);
            if (group.FreeInodes == 0) continue;
            Errno error = LoadBitmap(_inodeBitmaps, number, group.InodeBitmap, out byte[] bitmap);
            if (error != Errno.None) return error;
            int start = number == 0 ? (int)Superblock.FirstInode - 1 : 0;
            int bit = FindZero(bitmap, start, (int)Superblock.InodesPerGroup);
            if (bit < 0) continue;
            inode = ((uint)number * Superblock.InodesPerGroup) + (uint)bit + 1;
            if (_inodes.ContainsKey(inode)) return Damaged(inode, "in use, but free in the bitmap");
            group.FreeInodes--;
            if (isDirectory) group.UsedDirectories++;
            if (Superblock.FreeInodes > 0) Superblock.FreeInodes--;
            return SetBit(bitmap, bit, isSet: true, group.InodeBitmap, number);
        }

        return Errno.ENOSPC;
    }

    /// <summary>Gives an inode back.</summary>
    /// <returns>None; EUCLEAN (it was free); EIO.</returns>
    internal Errno FreeInode(uint inode, bool isDirectory)
    {
        int number = GroupOfInode(inode);
        Ext2GroupDescriptor group = Group(number);
        Errno error = LoadBitmap(_inodeBitmaps, number, group.InodeBitmap, out byte[] bitmap);
        if (error != Errno.None) return error;
        int bit = (int)((inode - 1) % Superblock.InodesPerGroup);
        if (!IsSet(bitmap, bit)) return Damaged(inode, "to be freed is free already");
        group.FreeInodes++;
        if (isDirectory) group.UsedDirectories--;
        Superblock.FreeInodes++;
        return SetBit(bitmap, bit, isSet: false, group.InodeBitmap, number);
    }

    /// <summary>Notes that the file system holds a file of 2 GiB or more, which old drivers cannot read.</summary>
    /// <returns>None; EFBIG in revision 0, which has no such files; EIO.</returns>
    internal Errno RequireLargeFiles()
    {
        if ((Superblock.ReadOnlyCompatible & Ext2ReadOnlyCompatible.LargeFile) != 0) return Errno.None;
        if (Superblock.Revision == 0) return Errno.EFBIG;
        Superblock.ReadOnlyCompatible |= Ext2ReadOnlyCompatible.LargeFile;
        return Write(Ext2Superblock.Offset, Superblock.Bytes);
    }

    private static int FindZero(ReadOnlySpan<byte> bitmap, int start, int end)
    {
        for (int i = start; i < end; i = (i | 7) + 1)
        {
            int free = ~bitmap[i >> 3] & 0xFF & (0xFF << (i & 7));
            if (free == 0) continue;
            int bit = (i & ~7) + BitOperations.TrailingZeroCount(free);
            return bit < end ? bit : -1;
        }

        return -1;
    }

    private static bool IsSet(byte[] bitmap, int bit) => (bitmap[bit >> 3] & (1 << (bit & 7))) != 0;

    private Ext2GroupDescriptor Group(int number) => new(_descriptors, number);

    private int GroupOfBlock(uint block) => (int)((block - Superblock.FirstDataBlock) / Superblock.BlocksPerGroup);

    private int BlocksIn(int group) => (int)Math.Min(Superblock.BlocksPerGroup, Superblock.Blocks - FirstBlockOf(group));

    private Errno LoadGroups()
    {
        Errno error = ReadBlock(Superblock.FirstDataBlock + 1, 0, _descriptors);
        if (error != Errno.None) return error;
        for (int number = 0; number < GroupCount; number++)
        {
            Ext2GroupDescriptor group = Group(number);
            if (!LiesIn(number, group.BlockBitmap, 1) || !LiesIn(number, group.InodeBitmap, 1) || !LiesIn(number, group.InodeTable, InodeTableBlocks))
            {
                return Damaged($"the tables of group {number} lie outside of it");
            }
        }

        return Errno.None;
    }

    private bool LiesIn(int group, uint block, int count)
    {
        uint first = Math.Max(FirstBlockOf(group), Superblock.FirstDataBlock + 1 + DescriptorBlocks);
        return block >= first && (long)block + count <= (long)FirstBlockOf(group) + BlocksIn(group);
    }

    private int RoomiestGroup()
    {
        int best = 0;
        for (int i = 1; i < GroupCount; i++)
        {
            if (Group(i).FreeInodes > 0 && Group(i).FreeBlocks > Group(best).FreeBlocks) best = i;
        }

        return best;
    }

    private Errno LoadBitmap(byte[]?[] bitmaps, int group, uint block, out byte[] bitmap)
    {
        bitmap = bitmaps[group] ?? [];
        if (bitmap.Length > 0) return Errno.None;
        byte[] loaded = new byte[BlockSize];
        Errno error = ReadBlock(block, 0, loaded);
        if (error == Errno.None) bitmaps[group] = bitmap = loaded;
        return error;
    }

    /// <summary>Changes one bit, and writes it with the counters that belong to it.</summary>
    private Errno SetBit(byte[] bitmap, int bit, bool isSet, uint bitmapBlock, int group)
    {
        if (isSet) bitmap[bit >> 3] |= (byte)(1 << (bit & 7));
        else bitmap[bit >> 3] &= (byte)~(1 << (bit & 7));

        Errno error = WriteBlock(bitmapBlock, bit >> 3, bitmap.AsSpan(bit >> 3, 1));
        if (error == Errno.None) error = WriteBlock(Superblock.FirstDataBlock + 1, group * Ext2GroupDescriptor.Size, Group(group).Bytes);
        if (error == Errno.None)
        {
            error = Write(
                Ext2Superblock.Offset + Ext2Superblock.CountersOffset,
                Superblock.Bytes.AsSpan(Ext2Superblock.CountersOffset, Ext2Superblock.CountersSize));
        }

        return error;
    }
}
