using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LiOS.Kernel.Processes.Registers;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Tracing;

/// <summary>The registers of a stopped thread in the order of struct user_regs_struct of Linux for x86-64 (sys/user.h).</summary>
[InlineArray(Count)]
internal struct TraceRegisters
{
    /// <summary>How many words there are.</summary>
    public const int Count = 27;

    /// <summary>Bytes of the structure.</summary>
    public const int Size = Count * sizeof(ulong);

    private ulong _first;

    /// <summary>Reads those of a thread.</summary>
    public static TraceRegisters Read(Tracee trace)
    {
        UserContext context = trace.Thread.Context;
        ref UserRegisters r = ref context.Registers;
        TraceRegisters words = default;
        ReadOnlySpan<ulong> all =
        [
            r.R15, r.R14, r.R13, r.R12, r.Rbp, r.Rbx, r.R11, r.R10, r.R9, r.R8, r.Rax, r.Rcx, r.Rdx, r.Rsi, r.Rdi, trace.Call,
            r.Rip, UserSegments.Code, r.Rflags, r.Rsp, UserSegments.Stack, context.FsBase, context.GsBase, 0, 0, 0, 0,
        ];
        all.CopyTo(words);
        return words;
    }

    /// <summary>Gives them to a thread. Selectors are what they are; flags are made harmless.</summary>
    /// <returns>None; EIO for a base outside of user memory.</returns>
    public readonly Errno Write(Tracee trace)
    {
        UserContext context = trace.Thread.Context;
        ref UserRegisters r = ref context.Registers;
        ulong fsBase = this[21], gsBase = this[22];
        if (fsBase >= AddressSpace.UserTop || gsBase >= AddressSpace.UserTop) return Errno.EIO;
        (r.R15, r.R14, r.R13, r.R12, r.Rbp, r.Rbx, r.R11, r.R10) = (this[0], this[1], this[2], this[3], this[4], this[5], this[6], this[7]);
        (r.R9, r.R8, r.Rax, r.Rcx, r.Rdx, r.Rsi, r.Rdi, trace.Call) = (this[8], this[9], this[10], this[11], this[12], this[13], this[14], this[15]);
        (r.Rip, r.Rflags, r.Rsp) = (this[16], UserFlags.Choose(this[18]), this[19]);
        if (fsBase != context.FsBase) context.FsBase = fsBase;
        if (gsBase != context.GsBase) context.GsBase = gsBase;
        return Errno.None;
    }

    /// <summary>The bytes, as they lie in memory.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public Span<byte> Bytes => MemoryMarshal.AsBytes((Span<ulong>)this);
}
