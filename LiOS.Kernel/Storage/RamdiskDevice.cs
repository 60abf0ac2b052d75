using System;
using LiOS.Machine;

namespace LiOS.Kernel.Storage;

/// <summary>The ramdisk that the loader handed over, as a block device.</summary>
public sealed class RamdiskDevice(IMachine machine) : IBlockDevice
{
    private readonly long _length = machine.Boot.RamdiskLength;

    /// <inheritdoc/>
    public int BlockSize => PageFrame.Size;

    /// <inheritdoc/>
    public long Length => _length;

    /// <inheritdoc/>
    public PageFrame FrameAt(long offset) => machine.GetRamdiskFrame(offset);

    /// <inheritdoc/>
    public Errno Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset > _length - destination.Length) return Errno.EIO;
        machine.ReadRamdisk(offset, destination);
        return Errno.None;
    }

    /// <inheritdoc/>
    public Errno Write(long offset, ReadOnlySpan<byte> source)
    {
        if (offset < 0 || offset > _length - source.Length) return Errno.EIO;
        machine.WriteRamdisk(offset, source);
        return Errno.None;
    }
}
