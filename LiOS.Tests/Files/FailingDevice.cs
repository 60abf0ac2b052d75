using System;
using LiOS.Kernel.Storage;
using LiOS.Machine;

namespace LiOS.Tests.Files;

/// <summary>A device whose accesses fail from a certain one on.</summary>
internal sealed class FailingDevice(byte[] bytes) : IBlockDevice
{
    private readonly MemoryDevice _device = new(bytes);

    /// <summary>Accesses that still succeed.</summary>
    public int Left { get; set; } = int.MaxValue;

    public int BlockSize => _device.BlockSize;

    public long Length => _device.Length;

    public Errno Read(long offset, Span<byte> destination) => Left-- > 0 ? _device.Read(offset, destination) : Errno.EIO;

    public Errno Write(long offset, ReadOnlySpan<byte> source) => Left-- > 0 ? _device.Write(offset, source) : Errno.EIO;
}
