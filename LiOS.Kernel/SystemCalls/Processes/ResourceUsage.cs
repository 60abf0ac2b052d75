using System;
using System.Runtime.InteropServices;
using LiOS.Kernel.SystemCalls.Time;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls.Processes;

/// <summary>struct rusage of getrusage(2).</summary>
internal static class ResourceUsage
{
    private const int Words = 18, MaximumResident = 4;
    private const ulong KibibytesPerPage = PageFrame.Size / 1024;

    /// <summary>Writes it.</summary>
    public static Errno Write(AddressSpace space, ulong address, ProcessorTime time, ulong peakPages)
    {
        Span<ulong> words = stackalloc ulong[Words];
        words.Clear();
        (words[0], words[1]) = Split(time.User);
        (words[2], words[3]) = Split(time.System);
        words[MaximumResident] = peakPages * KibibytesPerPage;
        return space.CopyOut(address, MemoryMarshal.AsBytes(words));
    }

    private static (ulong Seconds, ulong Microseconds) Split(long nanoseconds)
    {
        TimeValue value = TimeValue.InMicroseconds(nanoseconds);
        return ((ulong)value.Seconds, (ulong)value.Fraction);
    }
}
