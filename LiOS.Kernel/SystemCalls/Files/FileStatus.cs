using System.Runtime.InteropServices;
using LiOS.Kernel.Files;

namespace LiOS.Kernel.SystemCalls.Files;

/// <summary>struct stat of the kernel's ABI on x86-64 (stat(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct FileStatus
{
    private const long Second = 1_000_000_000;
    private readonly ulong _device, _inode, _links;
    private readonly uint _mode, _user, _group, _padding;
    private readonly ulong _deviceNumber;
    private readonly long _size, _blockSize, _blocks;
    private readonly long _accessSeconds, _accessNanoseconds, _modificationSeconds, _modificationNanoseconds, _changeSeconds, _changeNanoseconds;
    private readonly long _reserved0, _reserved1, _reserved2;

    /// <summary>Describes an inode.</summary>
    public FileStatus(Inode inode)
    {
        InodeAttributes attributes = inode.Attributes;
        _device = inode.FileSystem.DeviceNumber;
        _inode = inode.Number;
        _links = attributes.LinkCount;
        _mode = (uint)attributes.Mode;
        _user = attributes.UserId;
        _group = attributes.GroupId;
        _deviceNumber = attributes.DeviceNumber;
        _size = attributes.Size;
        _blockSize = attributes.BlockSize;
        _blocks = attributes.Blocks512;
        (_accessSeconds, _accessNanoseconds) = Split(attributes.AccessTime);
        (_modificationSeconds, _modificationNanoseconds) = Split(attributes.ModificationTime);
        (_changeSeconds, _changeNanoseconds) = Split(attributes.ChangeTime);
    }

    /// <summary>Splits nanoseconds into whole seconds and the rest, which is never negative.</summary>
    public static (long Seconds, long Nanoseconds) Split(long nanoseconds)
    {
        long seconds = nanoseconds / Second, rest = nanoseconds % Second;
        return rest < 0 ? (seconds - 1, rest + Second) : (seconds, rest);
    }
}
