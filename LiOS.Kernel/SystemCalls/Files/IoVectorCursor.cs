using System;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Files;

/// <summary>Goes through the caller's stretches of memory as if they were one; or through a buffer of the kernel's.</summary>
internal ref struct IoVectorCursor
{
    private readonly ProcessThread? _caller;
    private readonly ReadOnlySpan<IoVector> _vectors;
    private Span<byte> _buffer;
    private int _index;
    private ulong _offset;

    /// <summary>Begins with the first of some stretches.</summary>
    public IoVectorCursor(ProcessThread caller, ReadOnlySpan<IoVector> vectors)
    {
        _caller = caller;
        _vectors = vectors;
    }

    /// <summary>Begins with a buffer.</summary>
    public IoVectorCursor(Span<byte> buffer) => _buffer = buffer;

    /// <summary>Copies from there and moves on. There are as many bytes left at least.</summary>
    /// <returns>None; EFAULT.</returns>
    public Errno CopyIn(Span<byte> destination)
    {
        if (_caller is null)
        {
            Take(destination.Length).CopyTo(destination);
            return Errno.None;
        }
        while (Next(destination.Length, out ulong address, out int count))
        {
            if (_caller.Space.CopyIn(address, destination[..count]) != Errno.None) return Errno.EFAULT;
            destination = destination[count..];
        }
        return Errno.None;
    }

    /// <summary>Copies to there and moves on. There is as much room left at least.</summary>
    /// <returns>None; EFAULT.</returns>
    public Errno CopyOut(ReadOnlySpan<byte> source)
    {
        if (_caller is null)
        {
            source.CopyTo(Take(source.Length));
            return Errno.None;
        }
        while (Next(source.Length, out ulong address, out int count))
        {
            if (_caller.Space.CopyOut(address, source[..count]) != Errno.None) return Errno.EFAULT;
            source = source[count..];
        }
        return Errno.None;
    }

    private Span<byte> Take(int count)
    {
        Span<byte> taken = _buffer[..count];
        _buffer = _buffer[count..];
        return taken;
    }

    private bool Next(int wanted, out ulong address, out int count)
    {
        address = 0;
        count = 0;
        if (wanted == 0) return false;
        while (_index < _vectors.Length && _vectors[_index].Length == _offset)
        {
            _index++;
            _offset = 0;
        }
        if (_index == _vectors.Length) return false;
        address = _vectors[_index].Address + _offset;
        count = (int)Math.Min((ulong)wanted, _vectors[_index].Length - _offset);
        _offset += (ulong)count;
        return true;
    }
}
