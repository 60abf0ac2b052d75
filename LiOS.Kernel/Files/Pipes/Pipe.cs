using System;
using System.Numerics;
using LiOS.Machine;

namespace LiOS.Kernel.Files.Pipes;

/// <summary>The buffer of an anonymous pipe or FIFO (pipe(7)). It exists while an end is open. Guarded by the kernel lock.</summary>
public sealed class Pipe
{
    /// <summary>The largest <see cref="Capacity"/> in bytes (/proc/sys/fs/pipe-max-size).</summary>
    public const int LargestCapacity = 1 << 20;

    /// <summary>Writes of up to this many bytes are not mixed with others (PIPE_BUF).</summary>
    public const int AtomicSize = 4096;

    private byte[] _ring = [];
    private int _start;

    /// <summary>Woken when bytes or ends come and go.</summary>
    public WaitQueue Waiters { get; } = new();

    /// <summary>Bytes it holds at most (pipe(7), Pipe capacity).</summary>
    public int Capacity { get; private set; } = 65536;

    /// <summary>Bytes in it.</summary>
    public int Count { get; private set; }

    /// <summary>Open ends that may read.</summary>
    public int Readers { get; private set; }

    /// <summary>Open ends that may write.</summary>
    public int Writers { get; private set; }

    /// <summary>How many reading ends there have ever been: tells a FIFO's opener that one has come, even if it has gone again.</summary>
    internal int ReaderGeneration { get; private set; }

    /// <summary>How many writing ends there have ever been.</summary>
    internal int WriterGeneration { get; private set; }

    /// <summary>Changes <see cref="Capacity"/> (F_SETPIPE_SZ of fcntl(2)).</summary>
    /// <param name="wanted">Bytes; rounded up to a power of two that is at least a page.</param>
    /// <returns>None; EPERM (more than <see cref="LargestCapacity"/>); EBUSY (more than that is in it).</returns>
    internal Errno Resize(uint wanted)
    {
        if (wanted > LargestCapacity) return Errno.EPERM;
        int capacity = (int)BitOperations.RoundUpToPowerOf2(Math.Max(wanted, AtomicSize));
        if (Count > capacity) return Errno.EBUSY;
        Capacity = capacity;
        if (_ring.Length > capacity) MoveTo(capacity);
        Waiters.WakeAll(PollEvents.Out | PollEvents.NormalOutput);
        return Errno.None;
    }

    internal void AddEnd(bool reads, bool writes)
    {
        if (reads)
        {
            Readers++;
            ReaderGeneration++;
        }

        if (writes)
        {
            Writers++;
            WriterGeneration++;
        }

        Waiters.WakeAll();
    }

    internal void RemoveEnd(bool reads, bool writes)
    {
        if (reads) Readers--;
        if (writes) Writers--;
        Waiters.WakeAll();
    }

    /// <summary>Looks at the next bytes.</summary>
    /// <param name="destination">At most <see cref="Count"/> bytes.</param>
    internal void Peek(Span<byte> destination)
    {
        int first = Math.Min(destination.Length, _ring.Length - _start);
        _ring.AsSpan(_start, first).CopyTo(destination);
        _ring.AsSpan(0, destination.Length - first).CopyTo(destination[first..]);
    }

    /// <summary>Takes bytes out.</summary>
    /// <returns>Bytes read; 0 when it is empty and nobody writes; minus EAGAIN when it is empty.</returns>
    internal long Read(Span<byte> destination)
    {
        if (destination.IsEmpty) return 0;
        if (Count == 0) return Writers == 0 ? 0 : -(long)Errno.EAGAIN;
        int count = Math.Min(Count, destination.Length);
        Peek(destination[..count]);
        Count -= count;
        _start = Count == 0 ? 0 : (_start + count) % _ring.Length;
        Waiters.WakeAll(PollEvents.Out | PollEvents.NormalOutput);
        return count;
    }

    /// <summary>Puts bytes in: all or nothing up to <see cref="AtomicSize"/>, else as many as fit.</summary>
    /// <returns>Bytes written; minus EPIPE when nobody reads; minus EAGAIN when there is no room.</returns>
    internal long Write(ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty) return 0;
        if (Readers == 0) return -(long)Errno.EPIPE;
        int room = Capacity - Count;
        if (room == 0 || (source.Length <= AtomicSize && source.Length > room)) return -(long)Errno.EAGAIN;
        int count = Math.Min(room, source.Length);
        Reserve(Count + count);
        int end = (_start + Count) % _ring.Length;
        int first = Math.Min(count, _ring.Length - end);
        source[..first].CopyTo(_ring.AsSpan(end));
        source[first..count].CopyTo(_ring);
        Count += count;
        Waiters.WakeAll(PollEvents.In | PollEvents.NormalInput);
        return count;
    }

    /// <summary>Grows the ring: most pipes carry a few bytes, and 64 KiB would be cleared for each of them.</summary>
    private void Reserve(int count)
    {
        if (count <= _ring.Length) return;
        int length = Math.Max(_ring.Length, AtomicSize);
        while (length < count) length *= 2;
        MoveTo(length);
    }

    private void MoveTo(int length)
    {
        byte[] ring = new byte[length];
        int first = Math.Min(Count, _ring.Length - _start);
        _ring.AsSpan(_start, first).CopyTo(ring);
        _ring.AsSpan(0, Count - first).CopyTo(ring.AsSpan(first));
        _ring = ring;
        _start = 0;
    }
}
