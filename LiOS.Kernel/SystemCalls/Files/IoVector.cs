using System;
using System.Runtime.InteropServices;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Files;

/// <summary>A stretch of the caller's memory: struct iovec of readv(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct IoVector(ulong Address, ulong Length)
{
    /// <summary>The most there may be in one call (IOV_MAX).</summary>
    public const int Most = 1024;

    /// <summary>The most bytes one call moves (read(2), notes).</summary>
    public const ulong MostBytes = 0x7FFF_F000;

    /// <summary>Reads an array of them and bounds their sum.</summary>
    /// <returns>None; EFAULT; EINVAL (too many, or a sum beyond what fits).</returns>
    public static Errno Read(ProcessThread caller, ulong address, ulong count, out IoVector[] vectors, out ulong total)
    {
        vectors = [];
        total = 0;
        if (count > Most) return Errno.EINVAL;
        vectors = new IoVector[count];
        Errno error = caller.Space.CopyIn(address, MemoryMarshal.AsBytes(vectors.AsSpan()));
        if (error != Errno.None) return error;
        foreach (ref IoVector vector in vectors.AsSpan())
        {
            if (vector.Length > long.MaxValue) return Errno.EINVAL;
            if (vector.Length > MostBytes - total) vector = vector with { Length = MostBytes - total };
            total += vector.Length;
        }
        return Errno.None;
    }
}
