using System;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Ext2;

/// <content>What a directory does.</content>
internal sealed partial class Ext2Inode
{
    /// <summary>The most names an inode may have (EXT2_LINK_MAX).</summary>
    private const int MaximumLinks = 32000;

    private Ext2Directory? _directory;

    private Ext2Directory Entries => _directory ??= new Ext2Directory(_fileSystem, this);

    public override Errno Lookup(string name, out Inode? child)
    {
        Errno error = Find(name, out Ext2Inode? found);
        child = found;
        return error;
    }

    public override Errno ReadDirectory(long cursor, out DirectoryEntry entry)
    {
        entry = default;
        if (!IsDirectory) return Errno.ENOTDIR;
        return IsUnlinked ? Errno.ENOENT : Entries.Read(cursor, out entry);
    }

    public override Errno Create(string name, FileMode mode, ulong deviceNumber, out Inode? child)
    {
        child = null;
        bool isDirectory = (mode & FileMode.TypeMask) == FileMode.Directory;
        if (Ext2DirectoryRecord.TypeOf(mode) == 0 || (mode & FileMode.TypeMask) == FileMode.SymbolicLink) return Errno.EINVAL;
        Errno error = CheckNewName(name);
        if (error != Errno.None) return error;
        if (isDirectory && Record.LinkCount >= MaximumLinks) return Errno.EMLINK;

        error = Allocate(mode, out Ext2Inode? made);
        if (error != Errno.None) return error;
        if ((mode & FileMode.TypeMask) is FileMode.CharacterDevice or FileMode.BlockDevice) made!.Record.DeviceNumber = deviceNumber;
        if (isDirectory)
        {
            made!.Record.LinkCount = 2;
            error = made.Entries.Initialize(InodeNumber);
        }

        if (error == Errno.None) error = made!.Save();
        if (error == Errno.None) error = Entries.Insert(name, made!.InodeNumber, mode);
        if (error != Errno.None)
        {
            made!.Discard();
            return error;
        }

        if (isDirectory) Record.LinkCount++;
        child = made;
        return Modified();
    }

    public override Errno CreateSymbolicLink(string name, string target)
    {
        Errno error = CheckNewName(name);
        if (error != Errno.None) return error;
        if (target.Length == 0) return Errno.ENOENT;
        if (target.Length >= _fileSystem.BlockSize) return Errno.ENAMETOOLONG;
        error = Allocate(FileMode.SymbolicLink | (FileMode)0x1FF, out Ext2Inode? link);
        if (error != Errno.None) return error;

        byte[] bytes = Encoding.Latin1.GetBytes(target);
        if (bytes.Length < Ext2InodeRecord.FastLinkSize)
        {
            bytes.AsSpan().CopyTo(link!.Record.FastLink);
        }
        else
        {
            error = link!.Map.FindOrAllocate(0, out uint block, out _);
            if (error == Errno.None) error = _fileSystem.WriteBlock(block, 0, _fileSystem.Zeroes);
            if (error == Errno.None) error = _fileSystem.WriteBlock(block, 0, bytes);
        }

        link.Record.FileSize = bytes.Length;
        if (error == Errno.None) error = link.Save();
        if (error == Errno.None) error = Entries.Insert(name, link.InodeNumber, FileMode.SymbolicLink);
        if (error == Errno.None) return Modified();
        link.Discard();
        return error;
    }

    public override Errno Link(string name, Inode target)
    {
        if (target is not Ext2Inode inode || inode._fileSystem != _fileSystem) return Errno.EXDEV;
        if (inode.IsDirectory) return Errno.EPERM;
        Errno error = CheckNewName(name);
        if (error != Errno.None) return error;
        if (inode.IsUnlinked) return Errno.ENOENT;
        if (inode.Record.LinkCount >= MaximumLinks) return Errno.EMLINK;
        error = Entries.Insert(name, inode.InodeNumber, inode.Record.Mode);
        if (error != Errno.None) return error;
        inode.Record.LinkCount++;
        error = inode.Changed();
        return error == Errno.None ? Modified() : error;
    }

    public override Errno Unlink(string name)
    {
        Errno error = FindForRemoval(name, out Ext2Inode? child);
        if (error != Errno.None) return error;
        if (child!.IsDirectory) return Errno.EISDIR;
        error = Entries.Remove(name);
        if (error == Errno.None) error = Modified();
        return error == Errno.None ? child.RemoveName() : error;
    }

    public override Errno RemoveDirectory(string name)
    {
        Errno error = FindForRemoval(name, out Ext2Inode? child);
        if (error != Errno.None) return error;
        if (!child!.IsDirectory) return Errno.ENOTDIR;
        error = child.Entries.CheckEmpty();
        if (error == Errno.None) error = Entries.Remove(name);
        if (error != Errno.None) return error;
        DropSubdirectory();
        error = Modified();
        return error == Errno.None ? child.RemoveName() : error;
    }

    public override Errno Rename(string name, Inode newDirectory, string newName)
    {
        if (newDirectory is not Ext2Inode target || target._fileSystem != _fileSystem) return Errno.EXDEV;
        Errno error = FindForRemoval(name, out Ext2Inode? moved);
        if (error != Errno.None) return error;
        error = target.Find(newName, out Ext2Inode? replaced);
        if (error == Errno.ENOENT) error = target.CheckNewName(newName);
        if (error != Errno.None) return error;
        if (replaced == moved) return Errno.None;

        bool isDirectory = moved!.IsDirectory;
        bool changesParent = isDirectory && target != this;
        error = replaced is null ? Errno.None : CheckReplacement(replaced, isDirectory);
        if (error != Errno.None) return error;
        if (changesParent && replaced is null && target.Record.LinkCount >= MaximumLinks) return Errno.EMLINK;

        error = replaced is null
            ? target.Entries.Insert(newName, moved.InodeNumber, moved.Record.Mode)
            : target.Entries.Replace(newName, moved.InodeNumber, moved.Record.Mode);
        if (error == Errno.None) error = Entries.Remove(name);
        if (error == Errno.None && changesParent) error = moved.Entries.Replace("..", target.InodeNumber, FileMode.Directory);
        if (error != Errno.None) return error;

        if (changesParent)
        {
            DropSubdirectory();
            target.Record.LinkCount++;
        }

        if (replaced is { IsDirectory: true }) target.DropSubdirectory();
        error = moved.Changed();
        if (error == Errno.None) error = Modified();
        if (error == Errno.None && target != this) error = target.Modified();
        return error == Errno.None && replaced is not null ? replaced.RemoveName() : error;
    }

    private static Errno CheckReplacement(Ext2Inode replaced, bool byDirectory)
    {
        if (replaced.IsDirectory != byDirectory) return byDirectory ? Errno.ENOTDIR : Errno.EISDIR;
        return byDirectory ? replaced.Entries.CheckEmpty() : Errno.None;
    }

    private Errno Find(string name, out Ext2Inode? child)
    {
        child = null;
        if (!IsDirectory) return Errno.ENOTDIR;
        if (IsUnlinked) return Errno.ENOENT;
        Errno error = Entries.Find(name, out uint number);
        return error == Errno.None ? _fileSystem.GetInode(number, out child) : error;
    }

    private Errno FindForRemoval(string name, out Ext2Inode? child)
    {
        child = null;
        if (_fileSystem.IsReadOnly) return Errno.EROFS;
        if (name is "." or "..") return Errno.EINVAL;
        Errno error = Find(name, out child);
        if (error != Errno.None) return error;
        return child == _fileSystem.Root ? Errno.EBUSY : Errno.None;
    }

    /// <summary>Whether this directory may get a name that it does not have.</summary>
    private Errno CheckNewName(string name)
    {
        if (!IsDirectory) return Errno.ENOTDIR;
        if (_fileSystem.IsReadOnly) return Errno.EROFS;
        if (IsUnlinked || name.Length == 0) return Errno.ENOENT;
        if (name.Length > Vfs.MaximumNameLength) return Errno.ENAMETOOLONG;
        Errno error = Entries.Find(name, out _);
        return error switch
        {
            Errno.ENOENT => Errno.None,
            Errno.None => Errno.EEXIST,
            _ => error,
        };
    }

    /// <summary>Makes a new inode with one name to come. It is not on the device yet.</summary>
    private Errno Allocate(FileMode mode, out Ext2Inode? inode)
    {
        inode = null;
        Errno error = _fileSystem.AllocateInode(InodeNumber, (mode & FileMode.TypeMask) == FileMode.Directory, out uint number);
        if (error == Errno.None) error = _fileSystem.ClearInodeTail(number);
        if (error != Errno.None) return error;
        inode = _fileSystem.AddInode(number);
        inode.Record.Mode = mode;
        inode.Record.LinkCount = 1;
        inode.Record.AccessTime = inode.Record.ModificationTime = inode.Record.ChangeTime = _fileSystem.Now;
        return Errno.None;
    }

    /// <summary>Frees an inode that got no name after all.</summary>
    private void Discard()
    {
        Record.LinkCount = 0;
        _fileSystem.OrphanCount++;
        FreeIfUnused();
    }

    /// <summary>One name less; a directory has only one, and loses its own "." with it.</summary>
    private Errno RemoveName()
    {
        Record.LinkCount = IsDirectory || Record.LinkCount == 0 ? (ushort)0 : (ushort)(Record.LinkCount - 1);
        if (Record.LinkCount == 0) _fileSystem.OrphanCount++;
        Errno error = Changed();
        FreeIfUnused();
        return error;
    }

    /// <summary>A subdirectory's ".." no longer names this directory. A damaged count stops where a directory without any stands.</summary>
    private void DropSubdirectory()
    {
        if (Record.LinkCount > 2) Record.LinkCount--;
    }
}
