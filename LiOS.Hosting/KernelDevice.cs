using System;

namespace LiOS.Hosting;

/// <summary>
/// A device of your own, a character device for programs. Its methods are called with the kernel's lock held, by one thread at a time:
/// they must not wait, and must not use the kernel's files or console.
/// </summary>
public abstract class KernelDevice
{
    /// <summary>Reads.</summary>
    /// <param name="position">Bytes of this open file that have been read or written already.</param>
    /// <param name="destination">Where to; never empty.</param>
    /// <returns>Bytes read; 0 at the end.</returns>
    public virtual int Read(long position, Span<byte> destination) => 0;

    /// <summary>Takes what is written. A device that does not override it refuses.</summary>
    /// <param name="position">Bytes of this open file that have been read or written already.</param>
    /// <param name="source">The bytes; never empty.</param>
    /// <returns>Bytes taken, at least 1; 0 refuses them (EIO).</returns>
    public virtual int Write(long position, ReadOnlySpan<byte> source) => 0;
}
