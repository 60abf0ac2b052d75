using System;
using LiOS.Machine;

namespace LiOS.Kernel.Storage;

/// <summary>An array of bytes as a block device.</summary>
/// <param name="bytes">The contents; written in place.</param>
public sealed class MemoryDevice(byte[] bytes) : IBlockDevice
{
    /// <inheritdoc/>
    public int BlockSize => 512;

    /// <inheritdoc/>
    public long Length => bytes.Length;

    /// <inheritdoc/>
    public Errno Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset > bytes.Length - destination.Length) return Errno.EIO;
        bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
        return Errno.None;
    }

    /// <inheritdoc/>
    public Errno Write(long offset, ReadOnlySpan<byte> source)
    {
        if (offset < 0 || offset > bytes.Length - source.Length) return Errno.EIO;
        source.CopyTo(bytes.AsSpan((int)offset));
        return Errno.None;
    }
}
