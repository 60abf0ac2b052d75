using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Pts;

/// <summary>What all inodes of /dev/pts have in common: attributes that are kept in memory.</summary>
internal abstract class PtsNode(PtsFileSystem fileSystem, ulong number, InodeAttributes attributes) : Inode
{
    private InodeAttributes _attributes = attributes;

    /// <inheritdoc/>
    public override FileSystem FileSystem => PtsFileSystem;

    /// <inheritdoc/>
    public override ulong Number => number;

    /// <inheritdoc/>
    public override InodeAttributes Attributes => _attributes;

    /// <summary>The file system.</summary>
    protected PtsFileSystem PtsFileSystem => fileSystem;

    /// <summary>Takes its name away.</summary>
    public void Unlink() => _attributes.LinkCount = 0;

    /// <inheritdoc/>
    public override Errno SetMode(FileMode permissions)
    {
        _attributes.Mode = (_attributes.Mode & FileMode.TypeMask) | (permissions & FileMode.PermissionMask);
        return Changed();
    }

    /// <inheritdoc/>
    public override Errno SetOwner(uint? userId, uint? groupId)
    {
        _attributes.UserId = userId ?? _attributes.UserId;
        _attributes.GroupId = groupId ?? _attributes.GroupId;
        return Changed();
    }

    /// <inheritdoc/>
    public override Errno SetTimes(long? accessTime, long? modificationTime)
    {
        _attributes.AccessTime = accessTime ?? _attributes.AccessTime;
        _attributes.ModificationTime = modificationTime ?? _attributes.ModificationTime;
        return Changed();
    }

    /// <inheritdoc/>
    public override void AddUser() => fileSystem.UserCount++;

    /// <inheritdoc/>
    public override void RemoveUser() => fileSystem.UserCount--;

    private Errno Changed()
    {
        _attributes.ChangeTime = fileSystem.Now;
        return Errno.None;
    }
}
