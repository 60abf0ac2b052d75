using System;
using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Tmpfs;

/// <summary>A file of any type in memory.</summary>
internal sealed partial class TmpfsInode : StorageInode
{
    /// <summary>The largest size; leaves room for rounding up to pages.</summary>
    private const long MaximumSize = 1L << 62;

    private readonly TmpfsFileSystem _fileSystem;
    private readonly Dictionary<long, byte[]> _pages = [];
    private InodeAttributes _attributes;

    public TmpfsInode(TmpfsFileSystem fileSystem, FileMode mode, ulong deviceNumber, TmpfsInode? parent)
    {
        _fileSystem = fileSystem;
        Number = fileSystem.AddInode();
        long now = fileSystem.Now;
        bool isDirectory = (mode & FileMode.TypeMask) == FileMode.Directory;
        _attributes = new InodeAttributes
        {
            Mode = mode,
            LinkCount = isDirectory ? 2u : 1u,
            DeviceNumber = deviceNumber,
            BlockSize = TmpfsFileSystem.PageSize,
            AccessTime = now,
            ModificationTime = now,
            ChangeTime = now,
        };
        // A file with a name is not to be sealed: only who makes one without may allow it.
        if ((mode & FileMode.TypeMask) == FileMode.Regular) Seals = FileSeals.Seal;
        if (!isDirectory) return;
        _entries = new TmpfsDirectory();
        _parent = parent ?? this;
    }

    /// <summary>Makes a regular file that never has a name.</summary>
    public static TmpfsInode MakeUnnamed(TmpfsFileSystem fileSystem, FileMode permissions, FileSeals seals)
    {
        TmpfsInode inode = new(fileSystem, FileMode.Regular | permissions, 0, null) { Seals = seals };
        inode._attributes.LinkCount = 0;
        return inode;
    }

    public override FileSystem FileSystem => _fileSystem;

    public override ulong Number { get; }

    public override FileMode Type => _attributes.Mode & FileMode.TypeMask;

    public override InodeAttributes Attributes
    {
        get
        {
            InodeAttributes attributes = _attributes;
            attributes.Blocks512 = _pages.Count * (TmpfsFileSystem.PageSize / 512);
            return attributes;
        }
    }

    protected internal override bool IsUnlinked => _attributes.LinkCount == 0;

    protected internal override long FileSize => _attributes.Size;

    public override Errno ReadLink(out string target)
    {
        target = _target;
        return Type == FileMode.SymbolicLink ? Errno.None : Errno.EINVAL;
    }

    public override Errno SetMode(FileMode permissions)
    {
        const FileMode Execute = (FileMode)0x49;
        if (IsSealed(FileSeals.Execute) && ((permissions ^ _attributes.Mode) & Execute) != 0) return Errno.EPERM;
        _attributes.SetPermissions(permissions);
        return Changed();
    }

    public override Errno SetOwner(uint? userId, uint? groupId)
    {
        _attributes.SetOwner(userId, groupId);
        return Changed();
    }

    public override Errno SetTimes(long? accessTime, long? modificationTime)
    {
        _attributes.SetTimes(accessTime, modificationTime);
        return Changed();
    }

    protected internal override Errno ReadStored(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int start = (int)(offset % TmpfsFileSystem.PageSize);
            int count = Math.Min(destination.Length, TmpfsFileSystem.PageSize - start);
            if (_pages.TryGetValue(offset / TmpfsFileSystem.PageSize, out byte[]? page)) page.AsSpan(start, count).CopyTo(destination);
            else destination[..count].Clear();
            offset += count;
            destination = destination[count..];
        }

        return Errno.None;
    }

    protected internal override long WriteStored(long offset, ReadOnlySpan<byte> source)
    {
        if (offset > MaximumSize - source.Length) return -(long)Errno.EFBIG;
        int written = 0;
        while (written < source.Length)
        {
            long position = offset + written;
            int start = (int)(position % TmpfsFileSystem.PageSize);
            int count = Math.Min(source.Length - written, TmpfsFileSystem.PageSize - start);
            if (!_pages.TryGetValue(position / TmpfsFileSystem.PageSize, out byte[]? page))
            {
                if (!_fileSystem.TryCharge(TmpfsFileSystem.PageSize)) break;
                page = new byte[TmpfsFileSystem.PageSize];
                _pages.Add(position / TmpfsFileSystem.PageSize, page);
            }

            source.Slice(written, count).CopyTo(page.AsSpan(start));
            written += count;
        }

        if (written == 0) return -(long)Errno.ENOSPC;
        _attributes.Size = Math.Max(_attributes.Size, offset + written);
        Modified();
        return written;
    }

    protected override Errno TruncateStored(long size)
    {
        if (size > MaximumSize) return Errno.EFBIG;
        if (size < _attributes.Size) DropPages(size);
        _attributes.Size = size;
        return Modified();
    }

    protected override Errno AllocateStored(long offset, long length, bool keepsSize)
    {
        long end = offset + length;
        if (end > MaximumSize) return Errno.EFBIG;
        List<long> added = [];
        for (long index = offset / TmpfsFileSystem.PageSize; index * TmpfsFileSystem.PageSize < end; index++)
        {
            if (_pages.ContainsKey(index)) continue;
            if (!_fileSystem.TryCharge(TmpfsFileSystem.PageSize))
            {
                DropPages(added);
                return Errno.ENOSPC;
            }

            _pages.Add(index, new byte[TmpfsFileSystem.PageSize]);
            added.Add(index);
        }

        if (keepsSize || end <= _attributes.Size) return Changed();
        _attributes.Size = end;
        return Modified();
    }

    protected override void Free()
    {
        DropPages(0);
        _fileSystem.Uncharge(TmpfsFileSystem.InodeCost + _target.Length);
        _fileSystem.RemoveInode();
    }

    private void DropPages(long size)
    {
        int rest = (int)(size % TmpfsFileSystem.PageSize);
        if (rest > 0 && _pages.TryGetValue(size / TmpfsFileSystem.PageSize, out byte[]? last)) last.AsSpan(rest).Clear();

        long kept = (size + TmpfsFileSystem.PageSize - 1) / TmpfsFileSystem.PageSize;
        List<long> dropped = [];
        foreach (long index in _pages.Keys)
        {
            if (index >= kept) dropped.Add(index);
        }

        DropPages(dropped);
    }

    private void DropPages(List<long> dropped)
    {
        foreach (long index in dropped) _pages.Remove(index);
        _fileSystem.Uncharge((long)dropped.Count * TmpfsFileSystem.PageSize);
    }

    private Errno Modified()
    {
        _attributes.ModificationTime = _fileSystem.Now;
        return Changed();
    }

    private Errno Changed()
    {
        _attributes.ChangeTime = _fileSystem.Now;
        return Errno.None;
    }
}
