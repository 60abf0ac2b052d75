using System;

namespace LiOS.Machine;

/// <summary>The processor state of one thread in ring 3.</summary>
public abstract class UserContext : IDisposable
{
    /// <summary>Bytes of the vector state: x87, SSE and AVX in the standard format of XSAVE (Intel SDM volume 1, 13.4).</summary>
    public const int VectorStateSize = 832;

    /// <summary>Bytes of its legacy part alone, the FXSAVE format without the upper halves of AVX (Intel SDM volume 1, 10.5).</summary>
    public const int LegacyVectorStateSize = 512;

    /// <summary>The registers. The reference is valid until the context is disposed.</summary>
    public abstract ref UserRegisters Registers { get; }

    /// <summary>The FS base (thread pointer). Setting a non-canonical value is refused by the caller (arch_prctl: EPERM).</summary>
    public abstract ulong FsBase { get; set; }

    /// <summary>The GS base of ring 3.</summary>
    public abstract ulong GsBase { get; set; }

    /// <summary>The space the program runs in; may be replaced (execve) while the context does not run.</summary>
    public abstract AddressSpace Space { get; set; }

    /// <summary>
    /// Runs the program until something needs the kernel. Page faults that memory policy resolves, interrupts, preemption
    /// and system calls that the nucleus answers do not come back. Call from the thread that owns the context.
    /// </summary>
    /// <returns>Why it came back; for faults and exceptions <see cref="Exit"/> says more.</returns>
    public abstract UserExitReason Run();

    /// <summary>How the program came back last, in full.</summary>
    public abstract UserExit Exit { get; }

    /// <summary>Processor time so far of the thread that owns the context, since it first ran.</summary>
    public abstract ProcessorTime Time { get; }

    /// <summary>Makes a running <see cref="Run"/>, or the next one, return <see cref="UserExitReason.Interrupted"/>. Callable from any thread.</summary>
    public abstract void Interrupt();

    /// <summary>Instead of a number in <see cref="SetIdentity"/>: the nucleus answers no system call of this context, all come up.</summary>
    public const int Unknown = -1;

    /// <summary>Tells the nucleus what getpid, gettid and getppid answer; or <see cref="Unknown"/> for all three.</summary>
    public abstract void SetIdentity(int processId, int threadId, int parentProcessId);

    /// <summary>Chooses for how long the thread that owns the context may run before another thread's turn.</summary>
    /// <param name="nanoseconds">The length of a time slice, greater than 0.</param>
    public abstract void SetSlice(long nanoseconds);

    /// <summary>Copies the vector state (x87, SSE, AVX) out, in the format of XSAVE.</summary>
    /// <param name="destination"><see cref="VectorStateSize"/> bytes.</param>
    public abstract void SaveVectorState(Span<byte> destination);

    /// <summary>Replaces the vector state; reserved bits, of MXCSR among them, are cleared so that loading it cannot fault.</summary>
    /// <param name="source"><see cref="VectorStateSize"/> bytes; or <see cref="LegacyVectorStateSize"/>, which makes the upper halves zero.</param>
    public abstract void LoadVectorState(ReadOnlySpan<byte> source);

    /// <summary>Sets registers, vector state and bases to what a new program finds (System V ABI, 3.4.1), with the given entry and stack.</summary>
    public abstract void Reset(ulong instructionPointer, ulong stackPointer);

    /// <summary>Makes a new context with the same state in the given space (fork, clone).</summary>
    /// <returns>The copy, or null when there is no memory.</returns>
    public abstract UserContext? Clone(AddressSpace space);

    /// <summary>Frees the context.</summary>
    public abstract void Dispose();
}
