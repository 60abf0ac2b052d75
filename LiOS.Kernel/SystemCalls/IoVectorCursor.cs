using System;
using LiOS.Kernel.Processes;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls;

/// <summary>Goes through the caller's stretches of memory as if they were one.</summary>
/// <param name="caller">The calling thread.</param>
/// <param name="vectors">The stretches.</param>
internal ref struct IoVectorCursor(ProcessThread caller, ReadOnlySpan<IoVector> vectors)
{
    private readonly ReadOnlySpan<IoVector> _vectors = vectors;
    private int _index;
    private ulong _offset;

    /// <summary>Copies from the caller and moves on.</summary>
    /// <returns>None; EFAULT.</returns>
    public Errno CopyIn(Span<byte> destination)
    {
        while (Next(destination.Length, out ulong address, out int count))
        {
            if (caller.Space.CopyIn(address, destination[..count]) != Errno.None) return Errno.EFAULT;
            destination = destination[count..];
        }
        return Errno.None;
    }

    /// <summary>Copies to the caller and moves on.</summary>
    /// <returns>None; EFAULT.</returns>
    public Errno CopyOut(ReadOnlySpan<byte> source)
    {
        while (Next(source.Length, out ulong address, out int count))
        {
            if (caller.Space.CopyOut(address, source[..count]) != Errno.None) return Errno.EFAULT;
            source = source[count..];
        }
        return Errno.None;
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
