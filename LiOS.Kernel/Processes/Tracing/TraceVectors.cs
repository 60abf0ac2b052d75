using System;
using System.Runtime.InteropServices;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Tracing;

/// <summary>The vector state of a stopped thread as PTRACE_GETREGSET knows it: the areas of FXSAVE and XSAVE.</summary>
internal static class TraceVectors
{
    // Where Linux keeps the mask of components for who reads the area (asm/user.h), and XSTATE_BV (Intel SDM volume 1, 13.4.2).
    private const int ComponentsOffset = 464, HeaderOffset = 512;
    private const ulong Components = 7, LegacyComponents = 3;

    /// <summary>Reads the area.</summary>
    /// <param name="trace">Whose.</param>
    /// <param name="area"><see cref="UserContext.VectorStateSize"/> bytes.</param>
    public static void Read(Tracee trace, Span<byte> area)
    {
        trace.Thread.Context.SaveVectorState(area);
        MemoryMarshal.Write(area[ComponentsOffset..], Components);
    }

    /// <summary>Replaces the beginning of the area, its legacy part at least, and leaves the rest as it is.</summary>
    public static void Write(Tracee trace, ReadOnlySpan<byte> source)
    {
        Span<byte> area = stackalloc byte[UserContext.VectorStateSize];
        trace.Thread.Context.SaveVectorState(area);
        ulong present = MemoryMarshal.Read<ulong>(area[HeaderOffset..]) | LegacyComponents;
        source.CopyTo(area);
        if (source.Length <= HeaderOffset) MemoryMarshal.Write(area[HeaderOffset..], present);
        trace.Thread.Context.LoadVectorState(area);
    }
}
