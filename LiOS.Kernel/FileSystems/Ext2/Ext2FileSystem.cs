using System;
using System.Collections.Generic;
using System.Globalization;
using LiOS.Kernel.Files;
using LiOS.Kernel.Log;
using LiOS.Kernel.Storage;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Ext2;

/// <summary>
/// The second extended file system, revisions 0 and 1, with blocks of 1, 2 or 4 KiB. Every change is written to the device
/// at once. Whatever a damaged image says, the answer is an error and a line in the log.
/// Access times are not kept (as with the mount option noatime), and the blocks reserved for root are open to everybody.
/// </summary>
public sealed partial class Ext2FileSystem : FileSystem
{
    internal static readonly Logger Log = new("ext2");

    private const ulong Ext2Magic = 0xEF53;
    private const uint RootInode = 2;

    private readonly IBlockDevice _device;
    private readonly Func<long> _clock;
    private readonly Action<string> _log;
    private readonly Dictionary<uint, Ext2Inode> _inodes = [];
    private Ext2Inode? _root;

    private Ext2FileSystem(IBlockDevice device, Ext2Superblock superblock, Func<long> clock, Action<string> log)
    {
        _device = device;
        _clock = clock;
        _log = log;
        Superblock = superblock;
        BlockSize = 1024 << (int)superblock.BlockSizeShift;
        HasFrames = BlockSize == PageFrame.Size && device.FrameAt(0) != default;
        GroupCount = (int)((superblock.Blocks - superblock.FirstDataBlock + superblock.BlocksPerGroup - 1) / superblock.BlocksPerGroup);
        _descriptors = new byte[GroupCount * Ext2GroupDescriptor.Size];
        _blockBitmaps = new byte[GroupCount][];
        _inodeBitmaps = new byte[GroupCount][];
        DirectoryBuffer = new byte[BlockSize];
        IndirectBuffers = [new byte[BlockSize], new byte[BlockSize], new byte[BlockSize]];
        Zeroes = new byte[BlockSize];
    }

    /// <inheritdoc/>
    public override string TypeName => "ext2";

    /// <inheritdoc/>
    public override Inode Root => _root!;

    /// <inheritdoc/>
    public override FileSystemStatistics Statistics =>
        new(Ext2Magic, BlockSize, Superblock.Blocks, Superblock.FreeBlocks, Superblock.Inodes, Superblock.FreeInodes);

    internal Ext2Superblock Superblock { get; }

    internal int BlockSize { get; }

    internal bool HasFileTypes => (Superblock.Incompatible & Ext2Incompatible.FileType) != 0;

    /// <summary>Room for one directory block, used from the start to the end of one directory operation.</summary>
    internal byte[] DirectoryBuffer { get; }

    /// <summary>Room for one indirect block of each level.</summary>
    internal byte[][] IndirectBuffers { get; }

    internal byte[] Zeroes { get; }

    /// <summary>What was looked up lately.</summary>
    internal Ext2NameCache Names { get; } = new();

    /// <summary>The time now in seconds, as far as the format's 32 bits reach.</summary>
    internal int Now => (int)Math.Clamp(_clock() / 1_000_000_000, int.MinValue, int.MaxValue);

    /// <summary>Mounts a device.</summary>
    /// <param name="device">What holds the file system.</param>
    /// <param name="clock">Nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="log">Takes lines about refused mounts and damage found later.</param>
    /// <param name="isReadOnly">Whether nothing may be changed; features unknown to this driver may force it.</param>
    /// <param name="fileSystem">The mounted file system.</param>
    /// <returns>None; EINVAL (not an ext2 file system, or one with features that are not supported); EUCLEAN (damaged); EIO.</returns>
    public static Errno Mount(IBlockDevice device, Func<long> clock, Action<string> log, bool isReadOnly, out Ext2FileSystem? fileSystem)
    {
        fileSystem = null;
        Ext2Superblock superblock = new();
        if (device.Read(Ext2Superblock.Offset, superblock.Bytes) != Errno.None)
        {
            log("the device has no room for a superblock, or it cannot be read");
            return Errno.EIO;
        }

        Errno error = CheckSuperblock(superblock, device, log);
        if (error != Errno.None) return error;

        Ext2FileSystem mounted = new(device, superblock, clock, log) { IsReadOnly = isReadOnly };
        Ext2ReadOnlyCompatible unknown = superblock.ReadOnlyCompatible & ~Ext2ReadOnlyCompatible.Supported;
        if (unknown != 0 && !isReadOnly)
        {
            log($"mounted read-only, for unsupported features: {Ext2Features.Describe(unknown)}");
            mounted.IsReadOnly = true;
        }

        if (!superblock.IsClean || superblock.HasErrors) log("the file system was not left in order; a check is advised");
        error = mounted.LoadGroups();
        if (error == Errno.None) error = mounted.GetInode(RootInode, out mounted._root);
        if (error == Errno.None && !mounted._root!.IsDirectory) error = mounted.Damaged("the root is not a directory");
        if (error == Errno.None) fileSystem = mounted;
        return error;
    }

    /// <summary>
    /// Marks the file system as left in order, unless files without a name are still open. One in which damage was found, or
    /// on which a write has failed, is marked as one with errors instead.
    /// </summary>
    /// <returns>None; EIO.</returns>
    public override Errno Synchronize()
    {
        if (IsReadOnly || (_isDamaged ? Superblock.HasErrors : Superblock.IsClean || !_wasClean || OrphanCount > 0)) return Errno.None;
        Superblock.HasErrors |= _isDamaged;
        Superblock.IsClean = !_isDamaged;
        Superblock.WriteTime = (uint)Now;
        return _device.Write(Ext2Superblock.Offset, Superblock.Bytes);
    }

    /// <summary>Finds an inode by number: the same object for as long as the inode exists.</summary>
    /// <returns>None; EUCLEAN; EIO.</returns>
    internal Errno GetInode(uint number, out Ext2Inode? inode)
    {
        if (_inodes.TryGetValue(number, out inode)) return Errno.None;
        if (number > Superblock.Inodes || (number < Superblock.FirstInode && number != RootInode))
        {
            return Damaged($"inode number {number} is out of range");
        }

        Ext2Inode candidate = new(this, number);
        Errno error = ReadInode(number, candidate.Record);
        if (error == Errno.None) error = candidate.Check();
        if (error != Errno.None) return error;
        _inodes.Add(number, inode = candidate);
        return Errno.None;
    }

    /// <summary>Makes the object of an inode that has just been allocated.</summary>
    internal Ext2Inode AddInode(uint number)
    {
        Ext2Inode inode = new(this, number);
        _inodes.Add(number, inode);
        return inode;
    }

    internal void ForgetInode(uint number) => _inodes.Remove(number);

    internal Errno ReadInode(uint number, Ext2InodeRecord record) => _device.Read(InodeOffset(number), record.Bytes);

    internal Errno WriteInode(uint number, Ext2InodeRecord record) => Write(InodeOffset(number), record.Bytes);

    /// <summary>Clears the part of an inode behind what ext2 knows (a former owner's attributes).</summary>
    internal Errno ClearInodeTail(uint number)
    {
        int tail = Superblock.InodeSize - Ext2InodeRecord.Size;
        return tail == 0 ? Errno.None : Write(InodeOffset(number) + Ext2InodeRecord.Size, Zeroes.AsSpan(0, tail));
    }

    /// <summary>The frame that a block is kept in, if <see cref="HasFrames"/>.</summary>
    internal PageFrame FrameOf(uint block) => _device.FrameAt((long)block * BlockSize);

    /// <summary>Whether blocks are pages, and the device is memory.</summary>
    internal bool HasFrames { get; }

    internal Errno ReadBlock(uint block, int offset, Span<byte> destination) => _device.Read(((long)block * BlockSize) + offset, destination);

    internal Errno WriteBlock(uint block, int offset, ReadOnlySpan<byte> source) => Write(((long)block * BlockSize) + offset, source);

    /// <summary>Reports damage.</summary>
    internal Errno Damaged(string what)
    {
        _isDamaged = true;
        _log("damaged file system: " + what);
        return Errno.EUCLEAN;
    }

    /// <summary>Reports damage in an inode.</summary>
    internal Errno Damaged(uint inode, string what) => Damaged(string.Create(CultureInfo.InvariantCulture, $"inode {inode}: {what}"));

    private static Errno CheckSuperblock(Ext2Superblock superblock, IBlockDevice device, Action<string> log)
    {
        if (superblock.Magic != Ext2Superblock.ExpectedMagic) return Refuse(log, Errno.EINVAL, "no ext2 file system (bad magic number)");
        if (superblock.Revision > 1) return Refuse(log, Errno.EINVAL, $"revision {superblock.Revision} is not supported");
        if (superblock.BlockSizeShift > 2) return Refuse(log, Errno.EINVAL, $"a block size of 1024 << {superblock.BlockSizeShift} is not supported");
        Ext2Incompatible unknown = superblock.Incompatible & ~Ext2Incompatible.Supported;
        if (unknown != 0) return Refuse(log, Errno.EINVAL, $"unsupported features: {Ext2Features.Describe(unknown)}");

        int blockSize = 1024 << (int)superblock.BlockSizeShift;
        int inodeSize = superblock.InodeSize;
        if (inodeSize < Ext2InodeRecord.Size || inodeSize > blockSize || (inodeSize & (inodeSize - 1)) != 0)
        {
            return Refuse(log, Errno.EUCLEAN, $"an inode size of {inodeSize} is impossible");
        }

        if (superblock.FirstDataBlock != (blockSize == 1024 ? 1u : 0u) || superblock.Blocks <= superblock.FirstDataBlock
            || superblock.Blocks > device.Length / blockSize)
        {
            return Refuse(log, Errno.EUCLEAN, $"{superblock.Blocks} blocks of {blockSize} bytes do not fit the device");
        }

        uint bits = (uint)blockSize * 8;
        if (superblock.BlocksPerGroup == 0 || superblock.BlocksPerGroup > bits || superblock.InodesPerGroup == 0 || superblock.InodesPerGroup > bits
            || superblock.InodesPerGroup * inodeSize % blockSize != 0 || superblock.FirstInode is < 11 or > ushort.MaxValue)
        {
            return Refuse(log, Errno.EUCLEAN, "the group sizes are impossible");
        }

        ulong groups = ((ulong)superblock.Blocks - superblock.FirstDataBlock + superblock.BlocksPerGroup - 1) / superblock.BlocksPerGroup;
        ulong tableBlocks = ((groups * Ext2GroupDescriptor.Size) + (ulong)blockSize - 1) / (ulong)blockSize;
        if (groups * superblock.InodesPerGroup != superblock.Inodes) return Refuse(log, Errno.EUCLEAN, "the number of inodes does not fit the groups");
        return superblock.FirstDataBlock + 1 + tableBlocks > superblock.Blocks
            ? Refuse(log, Errno.EUCLEAN, "the group descriptors do not fit the device")
            : Errno.None;
    }

    private static Errno Refuse(Action<string> log, Errno error, string reason)
    {
        log("mount refused: " + reason);
        return error;
    }

    private long InodeOffset(uint number)
    {
        uint group = (number - 1) / Superblock.InodesPerGroup;
        uint index = (number - 1) % Superblock.InodesPerGroup;
        return ((long)Group((int)group).InodeTable * BlockSize) + ((long)index * Superblock.InodeSize);
    }

    /// <summary>Every write to the device goes through here: the first one says that the file system is in use.</summary>
    private Errno Write(long offset, ReadOnlySpan<byte> source)
    {
        if (Superblock.IsClean)
        {
            _wasClean = true;
            Superblock.IsClean = false;
            Superblock.WriteTime = (uint)Now;
            Errno error = _device.Write(Ext2Superblock.Offset, Superblock.Bytes);
            if (error != Errno.None) return error;
        }

        Errno result = _device.Write(offset, source);
        _isDamaged |= result != Errno.None;
        return result;
    }
}
