using System;
using System.IO;
using LiOS.Kernel.Terminals;
using LiOS.Machine;

namespace LiOS.Hosting;

/// <summary>A terminal as the kernel's own code reads and writes it: lines as they are finished, and ^D is the end of the stream.</summary>
internal sealed class TerminalStream(Kernel.Kernel kernel, Terminal terminal) : Stream
{
    private const long TryAgain = -(long)Errno.EAGAIN;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        using LockScope scope = new(kernel);
        long count;
        while ((count = terminal.Read(buffer, false)) == TryAgain) KernelWait.Sleep(kernel, terminal.Waiters);
        return (int)count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        using LockScope scope = new(kernel);
        while (buffer.Length > 0)
        {
            long count = terminal.Write(buffer);
            if (count == TryAgain) KernelWait.Sleep(kernel, terminal.Waiters);
            else buffer = buffer[(int)count..];
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
