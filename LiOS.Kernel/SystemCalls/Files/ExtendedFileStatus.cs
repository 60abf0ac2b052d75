using System.Runtime.InteropServices;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;

namespace LiOS.Kernel.SystemCalls.Files;

/// <summary>struct statx of statx(2): 256 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct ExtendedFileStatus
{
    private const uint BasicFields = 0x7FF;
    private const int AccessTime = 64, ChangeTime = 96, ModificationTime = 112;

    [FieldOffset(0)]
    private uint _mask;

    [FieldOffset(4)]
    private uint _blockSize;

    [FieldOffset(16)]
    private uint _links;

    [FieldOffset(20)]
    private uint _user;

    [FieldOffset(24)]
    private uint _group;

    [FieldOffset(28)]
    private ushort _mode;

    [FieldOffset(32)]
    private ulong _inode;

    [FieldOffset(40)]
    private long _size;

    [FieldOffset(48)]
    private long _blocks;

    [FieldOffset(AccessTime)]
    private long _accessSeconds;

    [FieldOffset(AccessTime + 8)]
    private uint _accessNanoseconds;

    [FieldOffset(ChangeTime)]
    private long _changeSeconds;

    [FieldOffset(ChangeTime + 8)]
    private uint _changeNanoseconds;

    [FieldOffset(ModificationTime)]
    private long _modificationSeconds;

    [FieldOffset(ModificationTime + 8)]
    private uint _modificationNanoseconds;

    [FieldOffset(128)]
    private uint _deviceNumberMajor;

    [FieldOffset(132)]
    private uint _deviceNumberMinor;

    [FieldOffset(136)]
    private uint _deviceMajor;

    [FieldOffset(140)]
    private uint _deviceMinor;

    /// <summary>Describes an inode.</summary>
    public static ExtendedFileStatus Of(Inode inode)
    {
        InodeAttributes attributes = inode.Attributes;
        ExtendedFileStatus status = new()
        {
            _mask = BasicFields,
            _blockSize = (uint)attributes.BlockSize,
            _links = attributes.LinkCount,
            _user = attributes.UserId,
            _group = attributes.GroupId,
            _mode = (ushort)attributes.Mode,
            _inode = inode.Number,
            _size = attributes.Size,
            _blocks = attributes.Blocks512,
            _deviceNumberMajor = DeviceNumbers.Major(attributes.DeviceNumber),
            _deviceNumberMinor = DeviceNumbers.Minor(attributes.DeviceNumber),
            _deviceMajor = DeviceNumbers.Major(inode.FileSystem.DeviceNumber),
            _deviceMinor = DeviceNumbers.Minor(inode.FileSystem.DeviceNumber),
        };
        (status._accessSeconds, long nanoseconds) = FileStatus.Split(attributes.AccessTime);
        status._accessNanoseconds = (uint)nanoseconds;
        (status._modificationSeconds, nanoseconds) = FileStatus.Split(attributes.ModificationTime);
        status._modificationNanoseconds = (uint)nanoseconds;
        (status._changeSeconds, nanoseconds) = FileStatus.Split(attributes.ChangeTime);
        status._changeNanoseconds = (uint)nanoseconds;
        return status;
    }
}
