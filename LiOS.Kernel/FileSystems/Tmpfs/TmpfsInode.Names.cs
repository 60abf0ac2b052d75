using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Tmpfs;

/// <content>What a directory does.</content>
internal sealed partial class TmpfsInode
{
    private readonly TmpfsDirectory? _entries;
    private TmpfsInode? _parent;
    private string _target = "";

    public override Errno Lookup(string name, out Inode? child)
    {
        child = null;
        if (_entries is null) return Errno.ENOTDIR;
        child = _entries.Find(name);
        return child is null ? Errno.ENOENT : Errno.None;
    }

    public override Errno ReadDirectory(long cursor, out DirectoryEntry entry)
    {
        entry = default;
        if (_entries is null) return Errno.ENOTDIR;
        if (IsUnlinked) return Errno.ENOENT;
        switch (cursor)
        {
            case < 0:
                return Errno.EINVAL;
            case 0:
                entry = new DirectoryEntry(".", Number, FileMode.Directory, 1);
                return Errno.None;
            case 1:
                entry = new DirectoryEntry("..", _parent!.Number, FileMode.Directory, 2);
                return Errno.None;
            default:
                return _entries.Read(cursor, out entry);
        }
    }

    public override Errno Create(string name, FileMode mode, ulong deviceNumber, out Inode? child)
    {
        child = null;
        if ((mode & FileMode.TypeMask) is FileMode.None or FileMode.SymbolicLink) return Errno.EINVAL;
        Errno error = Charge(name, TmpfsFileSystem.InodeCost);
        if (error != Errno.None) return error;
        TmpfsInode made = new(_fileSystem, mode, deviceNumber, this);
        _entries!.Add(name, made);
        if (made.IsDirectory) _attributes.LinkCount++;
        child = made;
        return Modified();
    }

    public override Errno CreateSymbolicLink(string name, string target)
    {
        Errno error = Charge(name, TmpfsFileSystem.InodeCost + target.Length);
        if (error != Errno.None) return error;
        TmpfsInode link = new(_fileSystem, FileMode.SymbolicLink | (FileMode)0x1FF, 0, this) { _target = target };
        link._attributes.Size = target.Length;
        _entries!.Add(name, link);
        return Modified();
    }

    public override Errno Link(string name, Inode target)
    {
        if (target is not TmpfsInode inode || inode._fileSystem != _fileSystem) return Errno.EXDEV;
        if (inode.IsDirectory) return Errno.EPERM;
        if (inode.IsUnlinked) return Errno.ENOENT;
        Errno error = Charge(name, TmpfsFileSystem.NameCost);
        if (error != Errno.None) return error;
        _entries!.Add(name, inode);
        inode._attributes.LinkCount++;
        inode.Changed();
        return Modified();
    }

    public override Errno Unlink(string name)
    {
        Errno error = Find(name, out TmpfsInode? child);
        if (error != Errno.None) return error;
        if (child!.IsDirectory) return Errno.EISDIR;
        _entries!.Remove(name);
        child.RemoveName();
        return Modified();
    }

    public override Errno RemoveDirectory(string name)
    {
        Errno error = Find(name, out TmpfsInode? child);
        if (error != Errno.None) return error;
        if (!child!.IsDirectory) return Errno.ENOTDIR;
        if (child._entries!.Count > 0) return Errno.ENOTEMPTY;
        _entries!.Remove(name);
        _attributes.LinkCount--;
        child.RemoveName();
        return Modified();
    }

    public override Errno Rename(string name, Inode newDirectory, string newName)
    {
        if (newDirectory is not TmpfsInode target || target._fileSystem != _fileSystem) return Errno.EXDEV;
        Errno error = Find(name, out TmpfsInode? moved);
        if (error != Errno.None) return error;
        error = target.Find(newName, out TmpfsInode? replaced);
        if (error is not (Errno.None or Errno.ENOENT) || target.IsUnlinked) return error == Errno.None ? Errno.ENOENT : error;
        if (replaced == moved) return Errno.None;
        if (replaced is not null)
        {
            if (replaced.IsDirectory != moved!.IsDirectory) return moved.IsDirectory ? Errno.ENOTDIR : Errno.EISDIR;
            if (replaced.IsDirectory && replaced._entries!.Count > 0) return Errno.ENOTEMPTY;
            target._entries!.Remove(newName);
            if (replaced.IsDirectory) target._attributes.LinkCount--;
            replaced.RemoveName();
        }

        _entries!.Remove(name);
        target._entries!.Add(newName, moved!);
        if (moved!.IsDirectory)
        {
            _attributes.LinkCount--;
            target._attributes.LinkCount++;
            moved._parent = target;
        }

        moved.Changed();
        target.Modified();
        return Modified();
    }

    private Errno Find(string name, out TmpfsInode? child)
    {
        child = null;
        if (_entries is null) return Errno.ENOTDIR;
        child = _entries.Find(name);
        return child is null ? Errno.ENOENT : Errno.None;
    }

    /// <summary>Asks for the memory of a new name in this directory.</summary>
    private Errno Charge(string name, long bytes)
    {
        if (_entries is null) return Errno.ENOTDIR;
        if (IsUnlinked) return Errno.ENOENT;
        if (name.Length > Vfs.MaximumNameLength) return Errno.ENAMETOOLONG;
        if (_entries.Find(name) is not null) return Errno.EEXIST;
        return _fileSystem.TryCharge(bytes) ? Errno.None : Errno.ENOSPC;
    }

    private void RemoveName()
    {
        if (IsDirectory) _attributes.LinkCount = 0;
        else if (--_attributes.LinkCount > 0) _fileSystem.Uncharge(TmpfsFileSystem.NameCost);
        Changed();
        FreeIfUnused();
    }
}
