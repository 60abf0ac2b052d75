using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>A file under /proc: made up when it is looked at.</summary>
/// <param name="fileSystem">The file system.</param>
/// <param name="number">Its inode number.</param>
/// <param name="mode">Type and permissions.</param>
/// <param name="process">The process that it tells about, whose user it belongs to; null for what tells about the system.</param>
internal abstract class ProcInode(ProcFileSystem fileSystem, ulong number, FileMode mode, Process? process = null) : Inode
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
            Credentials? owner = process?.Credentials;
            return new InodeAttributes
            {
                Mode = mode,
                LinkCount = LinkCount,
                UserId = owner?.EffectiveUserId ?? 0,
                GroupId = owner?.EffectiveGroupId ?? 0,
                BlockSize = Block,
                AccessTime = now,
                ModificationTime = now,
                ChangeTime = now,
            };
        }
    }

    /// <summary>Whether the caller may look into the process, for what is nobody else's business (proc(5): "ptrace access mode").</summary>
    protected bool MayInspect => process is null || ProcessThread.Current?.Process is not { } caller
        || caller == process || caller.Credentials.MayInspect(process.Credentials);

    /// <summary>Its names; 0 once what it tells about is gone.</summary>
    protected virtual uint LinkCount => 1;

    /// <inheritdoc/>
    public override Errno SetMode(FileMode permissions) => Errno.EPERM;

    /// <inheritdoc/>
    public override Errno SetOwner(uint? userId, uint? groupId) => Errno.EPERM;

    /// <inheritdoc/>
    public override Errno SetTimes(long? accessTime, long? modificationTime) => Errno.EPERM;
}
