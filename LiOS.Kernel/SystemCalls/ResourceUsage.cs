using System;
using System.Runtime.InteropServices;
using LiOS.Machine;

namespace LiOS.Kernel.SystemCalls;

/// <summary>struct rusage of getrusage(2).</summary>
internal static class ResourceUsage
{
    private const int Words = 18, MaximumResident = 4;
    private const ulong KibibytesPerPage = PageFrame.Size / 1024;

    /// <summary>Writes it. Time in the kernel is not told apart from the program's.</summary>
    public static Errno Write(AddressSpace space, ulong address, long cpuTime, ulong peakPages)
    {
        Span<ulong> words = stackalloc ulong[Words];
        words.Clear();
        TimeValue time = TimeValue.InMicroseconds(cpuTime);
        words[0] = (ulong)time.Seconds;
        words[1] = (ulong)time.Fraction;
        words[MaximumResident] = peakPages * KibibytesPerPage;
        return space.CopyOut(address, MemoryMarshal.AsBytes(words));
    }
}
