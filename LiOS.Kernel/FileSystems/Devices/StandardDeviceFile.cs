using System;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Devices;

/// <summary>Which of the devices without hardware.</summary>
internal enum StandardDevice
{
    Null,
    Zero,
    Full,
    Random,
}

/// <summary>An open device without hardware. It has no position: every read and write is alike.</summary>
internal sealed class StandardDeviceFile(Inode inode, OpenFlags flags, StandardDevice device, IMachine machine) : OpenFile(inode, flags)
{
    public override bool IsSeekable => true;

    public override long Read(Span<byte> destination)
    {
        switch (device)
        {
            case StandardDevice.Null:
                return 0;
            case StandardDevice.Random:
                machine.FillRandom(destination);
                return destination.Length;
            default:
                destination.Clear();
                return destination.Length;
        }
    }

    public override long Write(ReadOnlySpan<byte> source) => device == StandardDevice.Full ? -(long)Errno.ENOSPC : source.Length;

    public override long ReadAt(long offset, Span<byte> destination) => Read(destination);

    public override long WriteAt(long offset, ReadOnlySpan<byte> source) => Write(source);
}
