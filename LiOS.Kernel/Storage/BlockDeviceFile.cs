using System;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Machine;

namespace LiOS.Kernel.Storage;

/// <summary>An open block device: its bytes, at any offset. Mounting finds the device behind a node through it.</summary>
public sealed class BlockDeviceFile(Inode inode, OpenFlags flags, IBlockDevice device) : PositionedFile(inode, flags)
{
    /// <summary>BLKGETSIZE64 of ioctl_list(2).</summary>
    private const uint GetLength = 0x8008_1272;

    /// <summary>The device.</summary>
    public IBlockDevice Device => device;

    /// <inheritdoc/>
    public override long Length => device.Length;

    /// <summary>Registers a device, so that nodes with its number open it.</summary>
    /// <returns>None; EEXIST.</returns>
    public static Errno Register(DeviceRegistry devices, string name, ulong deviceNumber, IBlockDevice device) =>
        devices.Register(name, FileMode.BlockDevice | (FileMode)0x1B0, deviceNumber, (Inode inode, OpenFlags flags, out OpenFile? file) =>
        {
            file = new BlockDeviceFile(inode, flags, device);
            return Errno.None;
        });

    /// <inheritdoc/>
    public override long ReadAt(long offset, Span<byte> destination)
    {
        if (offset < 0) return -(long)Errno.EINVAL;
        int count = (int)Math.Clamp(device.Length - offset, 0, destination.Length);
        Errno error = count == 0 ? Errno.None : device.Read(offset, destination[..count]);
        return error == Errno.None ? count : -(long)error;
    }

    /// <inheritdoc/>
    public override long WriteAt(long offset, ReadOnlySpan<byte> source)
    {
        if (offset < 0) return -(long)Errno.EINVAL;
        int count = (int)Math.Clamp(device.Length - offset, 0, source.Length);
        if (count == 0) return source.IsEmpty ? 0 : -(long)Errno.ENOSPC;
        Errno error = device.Write(offset, source[..count]);
        return error == Errno.None ? count : -(long)error;
    }

    /// <inheritdoc/>
    public override long Control(uint request, ulong argument, AddressSpace memory, object? caller) =>
        request == GetLength ? -(long)memory.Write(argument, (ulong)device.Length) : -(long)Errno.ENOTTY;
}
