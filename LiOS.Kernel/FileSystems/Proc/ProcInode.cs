using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>A file under /proc: made up when it is looked at.</summary>
/// <param name="fileSystem">The file system.</param>
/// <param name="number">Its inode number.</param>
/// <param name="mode">Type and permissions.</param>
internal abstract class ProcInode(ProcFileSystem fileSystem, ulong number, FileMode mode) : Inode
{
    private const int Block = 1024;

    /// <summary>The kernel that it tells about.</summary>
    protected Kernel Kernel => fileSystem.Kernel;

    /// <summary>The file system, by its own type.</summary>
    protected ProcFileSystem Proc => fileSystem;

    /// <inheritdoc/>
    public override FileSystem FileSystem => fileSystem;

    /// <inheritdoc/>
    public override ulong Number => number;

    /// <inheritdoc/>
    public override InodeAttributes Attributes
    {
        get
        {
            long now = Kernel.Machine.RealTimeNanoseconds;
            (uint user, uint group) = Owner;
            return new InodeAttributes
            {
                Mode = mode,
                LinkCount = LinkCount,
                UserId = user,
                GroupId = group,
                BlockSize = Block,
                AccessTime = now,
                ModificationTime = now,
                ChangeTime = now,
            };
        }
    }

    /// <summary>Whom it belongs to.</summary>
    protected virtual (uint User, uint Group) Owner => default;

    /// <summary>Its names; 0 once what it tells about is gone.</summary>
    protected virtual uint LinkCount => 1;

    /// <inheritdoc/>
    public override Errno SetMode(FileMode permissions) => Errno.EPERM;

    /// <inheritdoc/>
    public override Errno SetOwner(uint? userId, uint? groupId) => Errno.EPERM;

    /// <inheritdoc/>
    public override Errno SetTimes(long? accessTime, long? modificationTime) => Errno.EPERM;
}
