using System;
using LiOS.Machine;

namespace LiOS.Kernel.Storage;

/// <summary>Storage that is read and written at byte offsets.</summary>
public interface IBlockDevice
{
    /// <summary>The unit in which the device itself works, in bytes: a power of two.</summary>
    int BlockSize { get; }

    /// <summary>Size in bytes.</summary>
    long Length { get; }

    /// <summary>The frame that holds a page of a device that is memory itself: what is read from it, and written, is in the frame.</summary>
    /// <param name="offset">Page-aligned; the page lies inside the device.</param>
    /// <returns>The frame; none for any other device.</returns>
    PageFrame FrameAt(long offset) => default;

    /// <summary>Reads bytes.</summary>
    /// <param name="offset">Offset in bytes; need not be aligned.</param>
    /// <param name="destination">Where they go.</param>
    /// <returns>None; EIO when the range does not lie inside the device, or reading fails.</returns>
    Errno Read(long offset, Span<byte> destination);

    /// <summary>Writes bytes.</summary>
    /// <param name="offset">Offset in bytes; need not be aligned.</param>
    /// <param name="source">What to write.</param>
    /// <returns>None; EIO when the range does not lie inside the device, or writing fails.</returns>
    Errno Write(long offset, ReadOnlySpan<byte> source);
}
