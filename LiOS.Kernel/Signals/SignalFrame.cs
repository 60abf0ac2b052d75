using System;
using System.Runtime.InteropServices;
using LiOS.Kernel.Processes.Registers;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.Signals;

/// <summary>
/// What a signal handler finds on its stack, and how a program comes back from it: struct rt_sigframe of Linux for x86-64,
/// which is part of the ABI (rt_sigreturn(2); debuggers, unwinders and runtimes read it).
/// </summary>
internal static class SignalFrame
{
    private const ulong RedZone = 128;
    private const int VectorAlignment = 64;
    private const ulong ContextFlags = 7; // UC_FP_XSTATE | UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS

    // What tells readers that the vector state is more than its legacy part: in the bytes that FXSAVE leaves to software struct
    // _fpx_sw_bytes (two words before xfeatures), and a word behind the state (Linux, asm/sigcontext.h).
    private const int DescriptionOffset = 464;
    private const uint Magic1 = 0x46505853, Magic2 = 0x46505845;
    private const int VectorFrameSize = UserContext.VectorStateSize + sizeof(uint);
    private const ulong Components = 7; // x87, SSE, AVX

    private const ulong FlagsClearedForHandler = 0x0001_0500; // TF, DF, RF

    /// <summary>Builds the frame and makes the thread's context enter the handler.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="info">The signal.</param>
    /// <param name="action">Its action, with a handler.</param>
    /// <param name="mask">The signal mask to go back to afterwards.</param>
    /// <returns>False when the frame cannot be written, or the program gave no way back.</returns>
    public static bool Push(ProcessThread thread, in SignalInfo info, in SignalAction action, ulong mask)
    {
        if ((action.Flags & SignalAction.HasRestorer) == 0 || action.Handler >= AddressSpace.UserTop) return false;
        ref UserRegisters registers = ref thread.Context.Registers;
        AlternateStack alternate = thread.AlternateStack;
        bool isOnAlternate = alternate.Contains(registers.Rsp);
        ulong top = registers.Rsp - RedZone;
        bool entersAlternate = (action.Flags & SignalAction.OnStack) != 0 && alternate.IsEnabled && !isOnAlternate;
        if (entersAlternate) top = alternate.Address + alternate.Size;

        ulong vectorAddress = (top - VectorFrameSize) & ~(ulong)(VectorAlignment - 1);
        ulong address = ((vectorAddress - SignalFrameLayout.Size) & ~15UL) - 8;
        // Whoever has set a bound to the stack does not expect something to be written below.
        if ((isOnAlternate || entersAlternate) && !alternate.Contains(address)) return false;
        SignalFrameLayout frame = new()
        {
            ReturnAddress = action.Restorer,
            ContextFlags = ContextFlags,
            Stack = alternate with { Flags = !alternate.IsEnabled ? AlternateStack.Disabled : isOnAlternate ? AlternateStack.OnStack : 0 },
            Registers = SignalFrameRegisters.From(registers),
            Segments = UserSegments.Code | (UserSegments.Stack << 48),
            FaultAddress = info.Address,
            VectorState = vectorAddress,
            Mask = mask,
        };
        info.Write(MemoryMarshal.AsBytes((Span<ulong>)frame.Info));

        Span<byte> vector = stackalloc byte[VectorFrameSize];
        thread.Context.SaveVectorState(vector);
        Describe(vector);
        if (thread.Space.CopyOut(vectorAddress, vector) != Errno.None || thread.Space.Write(address, frame) != Errno.None) return false;

        ResetVectors(thread);
        registers.Rip = action.Handler;
        registers.Rsp = address;
        registers.Rdi = (ulong)info.Number;
        registers.Rsi = address + SignalFrameLayout.InfoOffset;
        registers.Rdx = address + SignalFrameLayout.ContextOffset;
        registers.Rax = 0;
        registers.Rflags &= ~FlagsClearedForHandler;
        return true;
    }

    /// <summary>Goes back to what a frame describes; nothing in it is trusted (rt_sigreturn(2)).</summary>
    /// <returns>False when the frame cannot be read or asks for the impossible.</returns>
    public static bool Pop(ProcessThread thread)
    {
        ref UserRegisters registers = ref thread.Context.Registers;
        // The handler's RET has taken the return address off the stack.
        if (thread.Space.Read(registers.Rsp - 8, out SignalFrameLayout frame) != Errno.None) return false;
        if (frame.Registers.Rip >= AddressSpace.UserTop) return false;
        if (frame.VectorState == 0) ResetVectors(thread);
        else if (!RestoreVectors(thread, frame.VectorState)) return false;
        frame.Registers.To(ref registers);
        registers.Rflags = UserFlags.Choose(frame.Registers.Rflags);
        thread.SetBlocked(frame.Mask);
        if (!thread.AlternateStack.Contains(registers.Rsp) && (frame.Stack.Flags & ~AlternateStack.OnStack) == 0)
            thread.AlternateStack = frame.Stack with { Flags = 0 };
        return true;
    }

    private static void Describe(Span<byte> vector)
    {
        Span<byte> description = vector[DescriptionOffset..UserContext.LegacyVectorStateSize];
        description.Clear();
        MemoryMarshal.Write(description, Magic1);
        MemoryMarshal.Write(description[4..], VectorFrameSize);
        MemoryMarshal.Write(description[8..], Components);
        MemoryMarshal.Write(description[16..], UserContext.VectorStateSize);
        MemoryMarshal.Write(vector[UserContext.VectorStateSize..], Magic2);
    }

    private static void ResetVectors(ProcessThread thread)
    {
        Span<byte> vector = stackalloc byte[UserContext.LegacyVectorStateSize];
        vector.Clear();
        MemoryMarshal.Write(vector, (ushort)0x37F); // FCW: all exceptions masked
        MemoryMarshal.Write(vector[24..], 0x1F80u); // MXCSR: likewise
        thread.Context.LoadVectorState(vector);
    }

    // A program may have made the frame itself: without a description that is whole, the legacy part counts alone.
    private static bool RestoreVectors(ProcessThread thread, ulong address)
    {
        Span<byte> vector = stackalloc byte[VectorFrameSize];
        Span<byte> legacy = vector[..UserContext.LegacyVectorStateSize];
        if (thread.Space.CopyIn(address, legacy) != Errno.None) return false;
        ReadOnlySpan<byte> description = vector[DescriptionOffset..];
        bool isWhole = MemoryMarshal.Read<uint>(description) == Magic1 && MemoryMarshal.Read<int>(description[16..]) == UserContext.VectorStateSize
            && thread.Space.CopyIn(address, vector) == Errno.None && MemoryMarshal.Read<uint>(vector[UserContext.VectorStateSize..]) == Magic2;
        thread.Context.LoadVectorState(isWhole ? vector[..UserContext.VectorStateSize] : legacy);
        return true;
    }
}
