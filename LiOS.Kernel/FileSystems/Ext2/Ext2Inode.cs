using System;
using System.Buffers.Binary;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Ext2;

/// <summary>An inode of an ext2 file system. Its record is written back by every operation that changes it.</summary>
internal sealed partial class Ext2Inode : StorageInode
{
    private const long LargeFileSize = 0x8000_0000;
    private const uint AttributeMagic = 0xEA02_0000;

    private readonly Ext2FileSystem _fileSystem;

    /// <summary>The record as stat(2) wants it, which every step of a path asks for; good until the record is saved again.</summary>
    private InodeAttributes _attributes;
    private bool _areAttributesCurrent;

    public Ext2Inode(Ext2FileSystem fileSystem, uint number)
    {
        _fileSystem = fileSystem;
        InodeNumber = number;
        AllocationGoal = fileSystem.FirstBlockOf(fileSystem.GroupOfInode(number));
    }

    public uint InodeNumber { get; }

    public Ext2InodeRecord Record { get; } = new();

    /// <summary>Where the next block of this file would lie best.</summary>
    public uint AllocationGoal { get; set; }

    public override FileSystem FileSystem => _fileSystem;

    public override ulong Number => InodeNumber;

    public override FileMode Type => Record.Mode & FileMode.TypeMask;

    public override InodeAttributes Attributes
    {
        get
        {
            if (!_areAttributesCurrent) _attributes = ReadAttributes();
            _areAttributesCurrent = true;
            return _attributes;
        }
    }

    protected internal override bool IsUnlinked => Record.LinkCount == 0;

    protected internal override long FileSize => Record.FileSize;

    private Ext2BlockMap Map => new(_fileSystem, this);

    /// <summary>The largest size: what the trees reach, and what the count of 512-byte blocks can say.</summary>
    private long MaximumSize => Math.Min(Ext2BlockMap.Reach(_fileSystem.BlockSize) * _fileSystem.BlockSize, uint.MaxValue * 512L);

    /// <summary>Whether a symbolic link's target lies in the inode itself: it owns no block but perhaps one of attributes.</summary>
    private bool IsFastLink =>
        Type == FileMode.SymbolicLink && Record.Sectors == (Record.AttributeBlock == 0 ? 0 : (uint)(_fileSystem.BlockSize / 512));

    /// <summary>Judges a record that was read from the device.</summary>
    /// <returns>None; EUCLEAN.</returns>
    public Errno Check()
    {
        long size = Record.FileSize;
        long blocks = size / _fileSystem.BlockSize;
        int linkLimit = IsFastLink ? Ext2InodeRecord.FastLinkSize : _fileSystem.BlockSize;
        string? damage = null;
        if (Record.LinkCount == 0) damage = "it is named, but deleted";
        else if (Ext2DirectoryRecord.TypeOf(Record.Mode) == 0) damage = "it has no known type";
        else if (size < 0 || size > MaximumSize) damage = "its size is impossible";
        else if (IsDirectory && (blocks == 0 || size % _fileSystem.BlockSize != 0 || blocks > _fileSystem.Superblock.Blocks)) damage = "its size is impossible";
        else if (Type == FileMode.SymbolicLink && (size == 0 || size >= linkLimit)) damage = "its target's length is impossible";
        return damage is null ? Errno.None : _fileSystem.Damaged(InodeNumber, damage);
    }

    /// <summary>Writes the record to the device, unless the inode is another file's already.</summary>
    public Errno Save()
    {
        _areAttributesCurrent = false;
        return IsFreed ? Errno.None : _fileSystem.WriteInode(InodeNumber, Record);
    }

    public override Errno ReadLink(out string target)
    {
        target = "";
        if (Type != FileMode.SymbolicLink) return Errno.EINVAL;
        int size = (int)Record.FileSize;
        if (IsFastLink)
        {
            target = Encoding.Latin1.GetString(Record.FastLink[..size]);
            return Errno.None;
        }

        Errno error = Map.FindRun(0, 1, out uint block, out _);
        if (error != Errno.None) return error;
        if (block == 0) return _fileSystem.Damaged(InodeNumber, "the symbolic link has no target");
        Span<byte> bytes = _fileSystem.DirectoryBuffer.AsSpan(0, size);
        error = _fileSystem.ReadBlock(block, 0, bytes);
        if (error == Errno.None) target = Encoding.Latin1.GetString(bytes);
        return error;
    }

    public override Errno SetMode(FileMode permissions)
    {
        if (_fileSystem.IsReadOnly) return Errno.EROFS;
        Record.Mode = (Record.Mode & FileMode.TypeMask) | (permissions & FileMode.PermissionMask);
        return Changed();
    }

    public override Errno SetOwner(uint? userId, uint? groupId)
    {
        if (_fileSystem.IsReadOnly) return Errno.EROFS;
        if (userId is { } user) Record.UserId = user;
        if (groupId is { } group) Record.GroupId = group;
        return Changed();
    }

    public override Errno SetTimes(long? accessTime, long? modificationTime)
    {
        if (_fileSystem.IsReadOnly) return Errno.EROFS;
        if (accessTime is { } access) Record.AccessTime = Seconds(access);
        if (modificationTime is { } modification) Record.ModificationTime = Seconds(modification);
        return Changed();
    }

    protected internal override Errno ReadStored(long offset, Span<byte> destination)
    {
        int blockSize = _fileSystem.BlockSize;
        while (!destination.IsEmpty)
        {
            int start = (int)(offset % blockSize);
            int wanted = (int)(((long)start + destination.Length + blockSize - 1) / blockSize);
            Errno error = Map.FindRun(offset / blockSize, wanted, out uint block, out int found);
            if (error != Errno.None) return error;
            int count = (int)Math.Min(((long)found * blockSize) - start, destination.Length);
            if (block == 0) destination[..count].Clear();
            else error = _fileSystem.ReadBlock(block, start, destination[..count]);
            if (error != Errno.None) return error;
            offset += count;
            destination = destination[count..];
        }

        return Errno.None;
    }

    protected internal override void FindFrames(long index, Span<PageFrame> frames)
    {
        while (!frames.IsEmpty && _fileSystem.HasFrames)
        {
            if (Map.FindRun(index, frames.Length, out uint block, out int found) != Errno.None) return;
            for (int i = 0; i < found && block != 0; i++) frames[i] = _fileSystem.FrameOf(block + (uint)i);
            index += found;
            frames = frames[found..];
        }
    }

    protected internal override long WriteStored(long offset, ReadOnlySpan<byte> source)
    {
        Errno error = PrepareSize(offset + source.Length, mayClip: offset < MaximumSize);
        if (error != Errno.None) return -(long)error;
        if (source.Length > MaximumSize - offset) source = source[..(int)(MaximumSize - offset)];
        if (offset > Record.FileSize) error = ClearTail(Record.FileSize);

        int written = 0;
        while (error == Errno.None && written < source.Length)
        {
            error = WriteInBlock(offset + written, source[written..], out int count);
            if (error == Errno.None) written += count;
        }

        if (written > 0)
        {
            Record.FileSize = Math.Max(Record.FileSize, offset + written);
            error = Modified();
            if (error == Errno.None) return written;
        }

        return -(long)error;
    }

    protected override Errno TruncateStored(long size)
    {
        Errno error = PrepareSize(size, mayClip: false);
        if (error != Errno.None) return error;
        long before = Record.FileSize;
        if (size > before)
        {
            error = ClearTail(before);
            if (error != Errno.None) return error;
        }

        Record.FileSize = size;
        if (size < before)
        {
            error = Map.FreeFrom((size + _fileSystem.BlockSize - 1) / _fileSystem.BlockSize);
            if (error == Errno.None) error = ClearTail(size);
        }

        Errno saved = Modified();
        return error == Errno.None ? saved : error;
    }

    protected override Errno AllocateStored(long offset, long length, bool keepsSize)
    {
        long before = Record.FileSize, end = offset + length;
        int blockSize = _fileSystem.BlockSize;
        long blocks = (before + blockSize - 1) / blockSize;
        // The format has no blocks behind a file's end.
        if (keepsSize && end > blocks * blockSize) return Errno.EOPNOTSUPP;
        Errno error = PrepareSize(end, mayClip: false);
        if (error != Errno.None) return error;
        if (end > before) error = ClearTail(before);
        for (long index = offset / blockSize; index * blockSize < end && error == Errno.None; index++)
        {
            error = Map.FindOrAllocate(index, out uint block, out bool isNew);
            if (error == Errno.None && isNew) error = _fileSystem.WriteBlock(block, 0, _fileSystem.Zeroes);
        }

        if (error != Errno.None) Map.FreeFrom(blocks);
        else if (!keepsSize) Record.FileSize = Math.Max(before, end);
        Errno saved = Record.FileSize > before ? Modified() : Changed();
        return error == Errno.None ? saved : error;
    }

    /// <summary>Gives back the blocks and the inode. Damage met on the way is in the log; what can be freed is.</summary>
    protected override void Free()
    {
        bool isDirectory = IsDirectory;
        if (Type is FileMode.Regular or FileMode.Directory || (Type == FileMode.SymbolicLink && !IsFastLink)) Map.FreeFrom(0);
        FreeAttributes();
        Record.FileSize = 0;
        Record.DeletionTime = _fileSystem.Now;
        _areAttributesCurrent = false;
        _fileSystem.WriteInode(InodeNumber, Record);
        _fileSystem.FreeInode(InodeNumber, isDirectory);
        _fileSystem.ForgetInode(InodeNumber);
        _fileSystem.OrphanCount--;
    }

    private static int Seconds(long nanoseconds) =>
        (int)Math.Clamp(Math.DivRem(nanoseconds, 1_000_000_000, out long rest) - (rest < 0 ? 1 : 0), int.MinValue, int.MaxValue);

    private InodeAttributes ReadAttributes() => new()
    {
        Mode = Record.Mode,
        LinkCount = Record.LinkCount,
        UserId = Record.UserId,
        GroupId = Record.GroupId,
        DeviceNumber = Type is FileMode.CharacterDevice or FileMode.BlockDevice ? Record.DeviceNumber : 0,
        Size = Record.FileSize,
        BlockSize = _fileSystem.BlockSize,
        Blocks512 = Record.Sectors,
        AccessTime = Record.AccessTime * 1_000_000_000L,
        ModificationTime = Record.ModificationTime * 1_000_000_000L,
        ChangeTime = Record.ChangeTime * 1_000_000_000L,
    };

    private Errno PrepareSize(long size, bool mayClip)
    {
        if (_fileSystem.IsReadOnly) return Errno.EROFS;
        if (size > MaximumSize && !mayClip) return Errno.EFBIG;
        return size >= LargeFileSize ? _fileSystem.RequireLargeFiles() : Errno.None;
    }

    private Errno WriteInBlock(long offset, ReadOnlySpan<byte> source, out int count)
    {
        int blockSize = _fileSystem.BlockSize;
        int start = (int)(offset % blockSize);
        count = Math.Min(source.Length, blockSize - start);
        Errno error = Map.FindOrAllocate(offset / blockSize, out uint block, out bool isNew);
        if (error != Errno.None) return error;
        if (isNew && start > 0) error = _fileSystem.WriteBlock(block, 0, _fileSystem.Zeroes.AsSpan(0, start));
        int end = start + count;
        if (error == Errno.None && isNew && end < blockSize) error = _fileSystem.WriteBlock(block, end, _fileSystem.Zeroes.AsSpan(end));
        return error == Errno.None ? _fileSystem.WriteBlock(block, start, source[..count]) : error;
    }

    /// <summary>Clears what lies behind a size in its last block, so that it reads as zero when the file grows.</summary>
    private Errno ClearTail(long size)
    {
        int start = (int)(size % _fileSystem.BlockSize);
        if (start == 0) return Errno.None;
        Errno error = Map.FindRun(size / _fileSystem.BlockSize, 1, out uint block, out _);
        return error != Errno.None || block == 0 ? error : _fileSystem.WriteBlock(block, start, _fileSystem.Zeroes.AsSpan(start));
    }

    /// <summary>Lets go of the block of extended attributes, which several inodes may share: its header counts them.</summary>
    private void FreeAttributes()
    {
        uint block = Record.AttributeBlock;
        if (block == 0) return;
        Record.AttributeBlock = 0;
        Record.Sectors -= Math.Min((uint)(_fileSystem.BlockSize / 512), Record.Sectors);
        if (!_fileSystem.IsDataBlock(block))
        {
            _fileSystem.Damaged(InodeNumber, "its attribute block is impossible");
            return;
        }

        Span<byte> header = stackalloc byte[8];
        if (_fileSystem.ReadBlock(block, 0, header) != Errno.None) return;
        uint references = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != AttributeMagic)
        {
            _fileSystem.Damaged(InodeNumber, "its attribute block is none");
        }
        else if (references > 1)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], references - 1);
            _fileSystem.WriteBlock(block, 0, header);
        }
        else
        {
            _fileSystem.FreeBlock(block);
        }
    }

    private Errno Modified()
    {
        Record.ModificationTime = _fileSystem.Now;
        return Changed();
    }

    private Errno Changed()
    {
        Record.ChangeTime = _fileSystem.Now;
        return Save();
    }
}
