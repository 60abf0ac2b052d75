using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Ext2;

/// <summary>Where the blocks of an inode lie: twelve direct ones, then trees of one, two and three levels.</summary>
internal readonly struct Ext2BlockMap(Ext2FileSystem fileSystem, Ext2Inode inode)
{
    /// <summary>Block numbers looked at in one go.</summary>
    private const int Batch = 64;

    /// <summary>The way to a block: the index in the inode, then one in each indirect block.</summary>
    private struct Route
    {
        public int Depth;
        public RouteIndices Indices;
    }

    [InlineArray(4)]
    private struct RouteIndices
    {
        private int _first;
    }

    private int PointersPerBlock => fileSystem.BlockSize / 4;

    /// <summary>Blocks that the trees reach.</summary>
    public static long Reach(int blockSize)
    {
        long pointers = blockSize / 4;
        return Ext2InodeRecord.DirectBlocks + pointers + (pointers * pointers) + (pointers * pointers * pointers);
    }

    /// <summary>Finds a run of blocks that follow each other on the device, or a run of a hole.</summary>
    /// <param name="logical">The first block, counted from the start of the file.</param>
    /// <param name="limit">How many would be of use.</param>
    /// <param name="physical">Where the run starts on the device; 0 for a hole.</param>
    /// <param name="count">Blocks in the run, 1 to <paramref name="limit"/>.</param>
    /// <returns>None; EFBIG; EUCLEAN; EIO.</returns>
    public Errno FindRun(long logical, int limit, out uint physical, out int count)
    {
        physical = 0;
        count = 1;
        if (!TryRoute(logical, out Route route)) return Errno.EFBIG;
        Span<byte> bytes = stackalloc byte[Batch * 4];
        int available;
        if (route.Depth == 0)
        {
            available = Math.Min(limit, Ext2InodeRecord.DirectBlocks - route.Indices[0]);
            for (int i = 0; i < available; i++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[(i * 4)..], inode.Record.GetBlock(route.Indices[0] + i));
            }
        }
        else
        {
            Errno error = Descend(route, route.Depth, out uint last, out _);
            if (error != Errno.None) return error;
            int index = route.Indices[route.Depth];
            available = Math.Min(limit, PointersPerBlock - index);
            if (last == 0)
            {
                count = available;
                return Errno.None;
            }

            available = Math.Min(available, Batch);
            error = fileSystem.ReadBlock(last, index * 4, bytes[..(available * 4)]);
            if (error != Errno.None) return error;
        }

        physical = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        for (; count < available; count++)
        {
            uint next = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(count * 4)..]);
            if (next != (physical == 0 ? 0 : physical + (uint)count)) break;
        }

        return physical == 0 ? Errno.None : CheckRun(physical, count);
    }

    /// <summary>Finds a block, and takes one when there is a hole. A new block holds garbage: the caller fills it.</summary>
    /// <returns>None; ENOSPC (nothing has changed then); EFBIG; EUCLEAN; EIO.</returns>
    public Errno FindOrAllocate(long logical, out uint physical, out bool isNew)
    {
        isNew = false;
        physical = 0;
        if (!TryRoute(logical, out Route route)) return Errno.EFBIG;
        Errno error = Descend(route, route.Depth + 1, out physical, out int level);
        if (error != Errno.None) return error;
        if (physical != 0) return CheckRun(physical, 1);

        // Everything from the first missing level down is taken before anything is linked, so that failing changes nothing.
        int missing = route.Depth + 1 - level;
        Span<uint> taken = stackalloc uint[4];
        uint goal = inode.AllocationGoal;
        for (int i = 0; i < missing; i++)
        {
            error = fileSystem.AllocateBlock(goal, out taken[i]);
            if (error == Errno.None)
            {
                goal = taken[i] + 1;
                continue;
            }

            while (--i >= 0) fileSystem.FreeBlock(taken[i]);
            return error;
        }

        for (int i = missing - 1; i > 0 && error == Errno.None; i--)
        {
            byte[] buffer = fileSystem.IndirectBuffers[0];
            buffer.AsSpan().Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(route.Indices[level + i] * 4), taken[i]);
            error = fileSystem.WriteBlock(taken[i - 1], 0, buffer);
        }

        if (error != Errno.None) return error;
        error = Link(route, level, taken[0]);
        inode.Record.Sectors += (uint)(missing * (fileSystem.BlockSize / 512));
        inode.AllocationGoal = goal;
        physical = taken[missing - 1];
        isNew = true;
        return error;
    }

    /// <summary>Frees every block from a place in the file to its end.</summary>
    /// <returns>None; EUCLEAN; EIO. On an error some blocks may stay taken.</returns>
    public Errno FreeFrom(long first)
    {
        Errno result = Errno.None;
        for (int i = (int)Math.Min(first, Ext2InodeRecord.DirectBlocks); i < Ext2InodeRecord.DirectBlocks; i++)
        {
            Errno error = FreeInInode(i, 0, 0, 0);
            if (result == Errno.None) result = error;
        }

        long start = Ext2InodeRecord.DirectBlocks;
        long span = PointersPerBlock;
        for (int depth = 1; depth <= 3; depth++, start += span, span *= PointersPerBlock)
        {
            if (start + span <= first) continue;
            Errno error = FreeInInode(Ext2InodeRecord.DirectBlocks + depth - 1, depth, first - start, span);
            if (result == Errno.None) result = error;
        }

        return result;
    }

    private Errno FreeInInode(int index, int depth, long first, long span)
    {
        uint block = inode.Record.GetBlock(index);
        if (block == 0) return Errno.None;
        if (first <= 0)
        {
            inode.Record.SetBlock(index, 0);
            return FreeTree(block, depth);
        }

        return FreePart(block, depth, first, span);
    }

    /// <summary>
    /// Frees a tree. A block is marked free before what it points to, so that a damaged tree that contains itself ends at a
    /// block that is free already.
    /// </summary>
    private Errno FreeTree(uint block, int depth)
    {
        Errno error = fileSystem.FreeBlock(block);
        if (error != Errno.None) return error;
        uint sectors = (uint)(fileSystem.BlockSize / 512);
        inode.Record.Sectors -= Math.Min(sectors, inode.Record.Sectors);
        if (depth == 0) return Errno.None;

        byte[] buffer = fileSystem.IndirectBuffers[depth - 1];
        error = fileSystem.ReadBlock(block, 0, buffer);
        for (int i = 0; i < PointersPerBlock && error == Errno.None; i++)
        {
            uint child = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(i * 4));
            if (child != 0) error = FreeTree(child, depth - 1);
        }

        return error;
    }

    /// <summary>Frees the end of a tree; its root stays.</summary>
    /// <param name="block">The indirect block at the root.</param>
    /// <param name="depth">Levels of indirect blocks, 1 to 3.</param>
    /// <param name="first">The first block to free, counted from the start of the tree; greater than 0.</param>
    /// <param name="span">Blocks that the tree reaches.</param>
    private Errno FreePart(uint block, int depth, long first, long span)
    {
        if (!fileSystem.IsDataBlock(block)) return fileSystem.Damaged(inode.InodeNumber, $"indirect block {block} is impossible");
        byte[] buffer = fileSystem.IndirectBuffers[depth - 1];
        Errno error = fileSystem.ReadBlock(block, 0, buffer);
        if (error != Errno.None) return error;

        long childSpan = span / PointersPerBlock;
        int index = (int)(first / childSpan);
        long rest = first % childSpan;
        Errno result = Errno.None;
        if (rest > 0)
        {
            uint child = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(index * 4));
            if (child != 0) result = FreePart(child, depth - 1, rest, childSpan);
            index++;
        }

        int cleared = index;
        for (; index < PointersPerBlock; index++)
        {
            uint child = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(index * 4));
            if (child == 0) continue;
            error = FreeTree(child, depth - 1);
            if (result == Errno.None) result = error;
        }

        buffer.AsSpan(cleared * 4).Clear();
        error = fileSystem.WriteBlock(block, cleared * 4, buffer.AsSpan(cleared * 4));
        return result == Errno.None ? error : result;
    }

    private bool TryRoute(long logical, out Route route)
    {
        route = default;
        int shift = BitOperations.Log2((uint)PointersPerBlock);
        int mask = PointersPerBlock - 1;
        if (logical < Ext2InodeRecord.DirectBlocks)
        {
            route.Indices[0] = (int)logical;
            return true;
        }

        logical -= Ext2InodeRecord.DirectBlocks;
        for (int depth = 1; depth <= 3; depth++)
        {
            long span = 1L << (shift * depth);
            if (logical < span)
            {
                route.Depth = depth;
                route.Indices[0] = Ext2InodeRecord.DirectBlocks + depth - 1;
                for (int i = 1; i <= depth; i++) route.Indices[i] = (int)(logical >> (shift * (depth - i))) & mask;
                return true;
            }

            logical -= span;
        }

        return false;
    }

    /// <summary>Follows a route for a number of steps, or to the first hole.</summary>
    /// <param name="route">The route.</param>
    /// <param name="steps">How many block numbers to follow, at least 1.</param>
    /// <param name="block">The last block number met; 0 for a hole.</param>
    /// <param name="level">At a hole: which step met it.</param>
    private Errno Descend(in Route route, int steps, out uint block, out int level)
    {
        block = inode.Record.GetBlock(route.Indices[0]);
        Span<byte> bytes = stackalloc byte[4];
        for (level = 0; block != 0 && level + 1 < steps; level++)
        {
            if (!fileSystem.IsDataBlock(block)) return fileSystem.Damaged(inode.InodeNumber, $"indirect block {block} is impossible");
            Errno error = fileSystem.ReadBlock(block, route.Indices[level + 1] * 4, bytes);
            if (error != Errno.None) return error;
            block = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        }

        return block == 0 || fileSystem.IsDataBlock(block)
            ? Errno.None
            : fileSystem.Damaged(inode.InodeNumber, $"block {block} is impossible");
    }

    /// <summary>Writes a block number into the place where a route met a hole.</summary>
    private Errno Link(in Route route, int level, uint block)
    {
        if (level == 0)
        {
            inode.Record.SetBlock(route.Indices[0], block);
            return Errno.None;
        }

        Errno error = Descend(route, level, out uint parent, out _);
        if (error != Errno.None) return error;
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, block);
        return fileSystem.WriteBlock(parent, route.Indices[level] * 4, bytes);
    }

    private Errno CheckRun(uint physical, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (!fileSystem.IsDataBlock(physical + (uint)i))
            {
                return fileSystem.Damaged(inode.InodeNumber, $"block {physical + (uint)i} is impossible");
            }
        }

        return Errno.None;
    }
}
