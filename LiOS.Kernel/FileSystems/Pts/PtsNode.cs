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
        _attributes.SetPermissions(permissions);
        return Changed();
    }

    /// <inheritdoc/>
    public override Errno SetOwner(uint? userId, uint? groupId)
    {
        _attributes.SetOwner(userId, groupId);
        return Changed();
    }

    /// <inheritdoc/>
    public override Errno SetTimes(long? accessTime, long? modificationTime)
    {
        _attributes.SetTimes(accessTime, modificationTime);
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
