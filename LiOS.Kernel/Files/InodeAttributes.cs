namespace LiOS.Kernel.Files;

/// <summary>What stat(2) reports of an inode. Times are nanoseconds since 1970-01-01 UTC.</summary>
public struct InodeAttributes
{
#pragma warning disable CS1591 // The names are stat(2)'s own.
    public FileMode Mode;
    public uint LinkCount;
    public uint UserId;
    public uint GroupId;
    public ulong DeviceNumber;
    public long Size;
    public long BlockSize;
    public long Blocks512;
    public long AccessTime;
    public long ModificationTime;
    public long ChangeTime;
#pragma warning restore CS1591

    /// <summary>Changes the permissions and keeps the type (chmod(2)).</summary>
    public void SetPermissions(FileMode permissions) => Mode = (Mode & FileMode.TypeMask) | (permissions & FileMode.PermissionMask);

    /// <summary>Changes the owner (chown(2)); null keeps an id.</summary>
    public void SetOwner(uint? userId, uint? groupId)
    {
        UserId = userId ?? UserId;
        GroupId = groupId ?? GroupId;
    }

    /// <summary>Changes the times (utimensat(2)); null keeps one.</summary>
    public void SetTimes(long? accessTime, long? modificationTime)
    {
        AccessTime = accessTime ?? AccessTime;
        ModificationTime = modificationTime ?? ModificationTime;
    }
}
