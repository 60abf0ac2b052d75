using System;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Ext2;

/// <summary>The entries of one directory: a linear list in each of its blocks. A hash tree, if there is one, is invisible in that list.</summary>
internal sealed class Ext2Directory(Ext2FileSystem fileSystem, Ext2Inode inode)
{
    /// <summary>The first block in which room for a new name is looked for: those before it were too full for the last one.</summary>
    private long _firstWithRoom;

    /// <summary>A cursor that is known to stand at an entry, because nothing has changed since it was given out.</summary>
    private long _trustedCursor = -1;

    /// <summary>Where an entry was found; its block is still in the directory buffer.</summary>
    private struct Place
    {
        public long Index;
        public uint Block;
        public int Offset;

        /// <summary>The entry in front of it in the block, or -1.</summary>
        public int Previous;
        public uint Inode;
    }

    private byte[] Buffer => fileSystem.DirectoryBuffer;

    private long BlockCount => inode.Record.FileSize / fileSystem.BlockSize;

    /// <summary>Finds a name.</summary>
    /// <returns>None; ENOENT; EUCLEAN; EIO.</returns>
    public Errno Find(string name, out uint number)
    {
        if (fileSystem.Names.TryFind(inode, name, out number)) return number == 0 ? Errno.ENOENT : Errno.None;
        Errno error = Find(name, out Place place);
        number = place.Inode;
        if (error is not (Errno.None or Errno.ENOENT)) return error;
        fileSystem.Names.Add(inode, name, number);
        return error;
    }

    /// <summary>Reads the entry at a cursor, or the first one behind it.</summary>
    /// <returns>None; ENOENT at the end; EUCLEAN; EIO.</returns>
    public Errno Read(long cursor, out DirectoryEntry entry)
    {
        entry = default;
        if (cursor < 0) return Errno.EINVAL;
        for (long index = cursor / fileSystem.BlockSize; index < BlockCount; index++)
        {
            Errno error = Load(index, out _);
            if (error != Errno.None) return error;
            long start = index * fileSystem.BlockSize;

            // Entries may have been merged since the cursor was given out: then only the block's start is a sure foothold.
            int offset = cursor == _trustedCursor ? (int)(cursor - start) : 0;
            while (offset < fileSystem.BlockSize)
            {
                Ext2DirectoryRecord record = new(Buffer, offset);
                if (!record.IsValid) return DamagedEntry(index, offset);
                int next = offset + record.Length;
                if (record.Inode != 0 && start + offset >= cursor)
                {
                    _trustedCursor = start + next;
                    return Describe(record, start + next, out entry);
                }

                offset = next;
            }

            _trustedCursor = -1;
        }

        return Errno.ENOENT;
    }

    /// <summary>Whether it holds nothing but "." and "..".</summary>
    public Errno CheckEmpty()
    {
        for (long index = 0; index < BlockCount; index++)
        {
            Errno error = Load(index, out _);
            if (error != Errno.None) return error;
            for (int offset = 0; offset < fileSystem.BlockSize;)
            {
                Ext2DirectoryRecord record = new(Buffer, offset);
                if (!record.IsValid) return DamagedEntry(index, offset);
                if (record.Inode != 0 && !record.HasName(".") && !record.HasName("..")) return Errno.ENOTEMPTY;
                offset += record.Length;
            }
        }

        return Errno.None;
    }

    /// <summary>Adds a name that is not there yet.</summary>
    /// <returns>None; ENOSPC; EUCLEAN; EIO.</returns>
    public Errno Insert(string name, uint number, FileMode mode)
    {
        Errno error = Changing(name);
        if (error != Errno.None) return error;
        int needed = Ext2DirectoryRecord.SizeFor(name.Length);
        for (long index = _firstWithRoom; index < BlockCount; index++)
        {
            _firstWithRoom = index;
            error = Load(index, out uint block);
            if (error != Errno.None) return error;
            for (int offset = 0; offset < fileSystem.BlockSize;)
            {
                Ext2DirectoryRecord record = new(Buffer, offset);
                if (!record.IsValid) return DamagedEntry(index, offset);
                int used = record.UsedLength;
                if (record.Length - used >= needed)
                {
                    int length = record.Length;
                    if (used > 0) record.Length = used;
                    Fill(offset + used, length - used, name, number, mode);
                    return fileSystem.WriteBlock(block, 0, Buffer);
                }

                offset += record.Length;
            }
        }

        return Append(name, number, mode);
    }

    /// <summary>Takes a name away.</summary>
    /// <returns>None; ENOENT; EUCLEAN; EIO.</returns>
    public Errno Remove(string name)
    {
        Errno error = Changing(name);
        if (error != Errno.None) return error;
        error = Find(name, out Place place);
        if (error != Errno.None) return error;

        Ext2DirectoryRecord record = new(Buffer, place.Offset);
        if (place.Previous >= 0)
        {
            Ext2DirectoryRecord previous = new(Buffer, place.Previous);
            previous.Length += record.Length;
        }

        record.Inode = 0;
        _firstWithRoom = Math.Min(_firstWithRoom, place.Index);
        return fileSystem.WriteBlock(place.Block, 0, Buffer);
    }

    /// <summary>Makes a name stand for another inode.</summary>
    /// <returns>None; ENOENT; EUCLEAN; EIO.</returns>
    public Errno Replace(string name, uint number, FileMode mode)
    {
        Errno error = Changing(name);
        if (error != Errno.None) return error;
        error = Find(name, out Place place);
        if (error != Errno.None) return error;
        Ext2DirectoryRecord record = new(Buffer, place.Offset);
        record.Inode = number;
        record.FileType = TypeByte(mode);
        return fileSystem.WriteBlock(place.Block, 0, Buffer);
    }

    /// <summary>Writes the first block of a new directory.</summary>
    /// <returns>None; ENOSPC; EIO.</returns>
    public Errno Initialize(uint parent)
    {
        Errno error = new Ext2BlockMap(fileSystem, inode).FindOrAllocate(0, out uint block, out _);
        if (error != Errno.None) return error;
        Buffer.AsSpan().Clear();
        int first = Ext2DirectoryRecord.SizeFor(1);
        Fill(0, first, ".", inode.InodeNumber, FileMode.Directory);
        Fill(first, fileSystem.BlockSize - first, "..", parent, FileMode.Directory);
        inode.Record.FileSize = fileSystem.BlockSize;
        return fileSystem.WriteBlock(block, 0, Buffer);
    }

    private Errno Append(string name, uint number, FileMode mode)
    {
        long size = inode.Record.FileSize;
        if (size + fileSystem.BlockSize > int.MaxValue) return Errno.ENOSPC;
        Errno error = new Ext2BlockMap(fileSystem, inode).FindOrAllocate(BlockCount, out uint block, out bool isNew);
        if (error != Errno.None) return error;
        if (!isNew) return fileSystem.Damaged(inode.InodeNumber, "the directory has blocks behind its end");
        Buffer.AsSpan().Clear();
        Fill(0, fileSystem.BlockSize, name, number, mode);
        error = fileSystem.WriteBlock(block, 0, Buffer);
        inode.Record.FileSize = size + fileSystem.BlockSize;
        return error == Errno.None ? inode.Save() : error;
    }

    private Errno Find(string name, out Place place)
    {
        place = default;
        for (long index = 0; index < BlockCount; index++)
        {
            Errno error = Load(index, out uint block);
            if (error != Errno.None) return error;
            int previous = -1;
            for (int offset = 0; offset < fileSystem.BlockSize;)
            {
                Ext2DirectoryRecord record = new(Buffer, offset);
                if (!record.IsValid) return DamagedEntry(index, offset);
                if (record.HasName(name))
                {
                    place = new Place { Index = index, Block = block, Offset = offset, Previous = previous, Inode = record.Inode };
                    return Errno.None;
                }

                previous = offset;
                offset += record.Length;
            }
        }

        return Errno.ENOENT;
    }

    private Errno Load(long index, out uint block)
    {
        Errno error = new Ext2BlockMap(fileSystem, inode).FindRun(index, 1, out block, out _);
        if (error != Errno.None) return error;
        return block == 0 ? fileSystem.Damaged(inode.InodeNumber, "the directory has a hole") : fileSystem.ReadBlock(block, 0, Buffer);
    }

    /// <summary>A change makes cursors doubtful, and a hash tree wrong: without its flag it is ignored.</summary>
    private Errno Changing(string name)
    {
        _trustedCursor = -1;
        fileSystem.Names.Remove(inode, name);
        if ((inode.Record.Flags & Ext2InodeRecord.IndexFlag) == 0) return Errno.None;
        inode.Record.Flags &= ~Ext2InodeRecord.IndexFlag;
        return inode.Save();
    }

    private void Fill(int offset, int length, string name, uint number, FileMode mode)
    {
        Ext2DirectoryRecord record = new(Buffer, offset);
        record.Length = length;
        record.Set(number, name, TypeByte(mode));
    }

    private byte TypeByte(FileMode mode) => fileSystem.HasFileTypes ? Ext2DirectoryRecord.TypeOf(mode) : (byte)0;

    private Errno Describe(Ext2DirectoryRecord record, long next, out DirectoryEntry entry)
    {
        entry = default;
        ReadOnlySpan<byte> name = record.Name;
        if (name.ContainsAny((byte)'/', (byte)0)) return fileSystem.Damaged(inode.InodeNumber, "a name contains a slash or NUL");
        FileMode type = fileSystem.HasFileTypes ? Ext2DirectoryRecord.ModeOf(record.FileType) : FileMode.None;
        uint number = record.Inode;
        string text = Encoding.Latin1.GetString(name);
        if (type == FileMode.None && fileSystem.GetInode(number, out Ext2Inode? child) == Errno.None) type = child!.Type;
        entry = new DirectoryEntry(text, number, type, next);
        return Errno.None;
    }

    private Errno DamagedEntry(long index, int offset) =>
        fileSystem.Damaged(inode.InodeNumber, $"the directory entry at {(index * fileSystem.BlockSize) + offset} is impossible");
}
