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
}
