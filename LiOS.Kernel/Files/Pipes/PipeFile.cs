using System;
using LiOS.Machine;

namespace LiOS.Kernel.Files.Pipes;

/// <summary>
/// An open end of a pipe, or both (a FIFO opened with O_RDWR). A write of more than <see cref="Pipe.AtomicSize"/> bytes may
/// take only a part; a blocking write(2) goes on with the rest. EPIPE is the answer alone: the caller raises SIGPIPE.
/// </summary>
public sealed class PipeFile : OpenFile
{
    /// <summary>FIONREAD of ioctl(2).</summary>
    private const uint BytesAvailable = 0x541B;

    /// <summary>No generation: a writer was there when this end was opened, so its leaving is a hang-up.</summary>
    private const int HadWriter = -1;

    private readonly int _seenReaders;
    private readonly int _seenWriters;
    private bool _isOpening;

    private PipeFile(Inode inode, Pipe pipe, OpenFlags flags, bool waitsForOtherEnd) : base(inode, flags)
    {
        Pipe = pipe;
        _seenReaders = pipe.ReaderGeneration;
        _seenWriters = pipe.Writers == 0 ? pipe.WriterGeneration : HadWriter;
        _isOpening = waitsForOtherEnd;
        pipe.AddEnd(CanRead, CanWrite);
    }

    /// <summary>Opens an end of an anonymous pipe, which waits for nobody.</summary>
    internal static PipeFile OpenEnd(Inode inode, OpenFlags flags) => new(inode, inode.Pipe ??= new Pipe(), flags, waitsForOtherEnd: false);

    /// <summary>Opens a FIFO (fifo(7)).</summary>
    /// <returns>None; ENXIO for a non-blocking writer without a reader.</returns>
    internal static Errno OpenFifo(Inode inode, OpenFlags flags, out OpenFile? file)
    {
        file = null;
        OpenFlags access = flags & OpenFlags.AccessMask;
        bool isBlocking = (flags & OpenFlags.NonBlock) == 0;
        if (access == OpenFlags.WriteOnly && !isBlocking && inode.Pipe is not { Readers: > 0 }) return Errno.ENXIO;
        Pipe pipe = inode.Pipe ??= new Pipe();
        bool waits = isBlocking && access switch
        {
            OpenFlags.ReadOnly => pipe.Writers == 0,
            OpenFlags.WriteOnly => pipe.Readers == 0,
            _ => false,
        };
        file = new PipeFile(inode, pipe, flags, waits);
        return Errno.None;
    }

    /// <summary>The pipe that it is an end of.</summary>
    public Pipe Pipe { get; }

    /// <inheritdoc/>
    public override WaitQueue Waiters => Pipe.Waiters;

    /// <inheritdoc/>
    public override bool IsOpening
    {
        get
        {
            if (_isOpening) _isOpening = CanRead ? Pipe.WriterGeneration == _seenWriters : Pipe.ReaderGeneration == _seenReaders;
            return _isOpening;
        }
    }

    /// <inheritdoc/>
    public override long Read(Span<byte> destination) => Pipe.Read(destination);

    /// <inheritdoc/>
    public override long Write(ReadOnlySpan<byte> source) => Pipe.Write(source);

    /// <inheritdoc/>
    public override PollEvents Poll()
    {
        PollEvents events = PollEvents.None;
        if (CanRead)
        {
            if (Pipe.Count > 0) events |= PollEvents.In;

            // A reader that came before any writer has not been hung up on.
            if (Pipe.Writers == 0 && Pipe.WriterGeneration != _seenWriters) events |= PollEvents.HangUp;
        }

        if (CanWrite)
        {
            if (Pipe.Capacity - Pipe.Count >= Pipe.AtomicSize) events |= PollEvents.Out;
            if (Pipe.Readers == 0) events |= PollEvents.Error;
        }

        return events;
    }

    /// <inheritdoc/>
    public override long Control(uint request, ulong argument, AddressSpace memory, object? caller) =>
        request == BytesAvailable ? -(long)memory.Write(argument, Pipe.Count) : -(long)Errno.ENOTTY;

    /// <inheritdoc/>
    protected override void OnClose()
    {
        Pipe.RemoveEnd(CanRead, CanWrite);
        if (Pipe.Readers == 0 && Pipe.Writers == 0) Inode.Pipe = null;
    }
}
