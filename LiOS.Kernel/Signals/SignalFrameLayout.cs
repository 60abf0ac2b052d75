using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LiOS.Kernel.Signals;

/// <summary>struct rt_sigframe of Linux for x86-64: return address, struct ucontext, siginfo_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SignalFrameLayout
{
    /// <summary>Bytes of the frame.</summary>
    public const ulong Size = 440;

    /// <summary>Offset of struct ucontext, the handler's third argument.</summary>
    public const ulong ContextOffset = 8;

    /// <summary>Offset of siginfo_t, the handler's second argument.</summary>
    public const ulong InfoOffset = 312;

    /// <summary>Where the handler returns to.</summary>
    public ulong ReturnAddress;

    /// <summary>uc_flags.</summary>
    public ulong ContextFlags;

    /// <summary>uc_link: always 0.</summary>
    public ulong Link;

    /// <summary>uc_stack.</summary>
    public AlternateStack Stack;

    /// <summary>The registers of uc_mcontext.</summary>
    public SignalFrameRegisters Registers;

    /// <summary>CS, GS, FS and SS, 16 bits each.</summary>
    public ulong Segments;

    /// <summary>The exception's error code.</summary>
    public ulong ErrorCode;

    /// <summary>The exception's vector.</summary>
    public ulong Vector;

    /// <summary>The low word of the mask, as ancient programs know it.</summary>
    public ulong OldMask;

    /// <summary>CR2.</summary>
    public ulong FaultAddress;

    /// <summary>Address of the vector state in FXSAVE format, or 0.</summary>
    public ulong VectorState;

    /// <summary>Reserved.</summary>
    public Words8 Reserved;

    /// <summary>uc_sigmask.</summary>
    public ulong Mask;

    /// <summary>siginfo_t.</summary>
    public Words16 Info;

    /// <summary>Eight 64-bit words.</summary>
    [InlineArray(8)]
    public struct Words8
    {
        private ulong _first;
    }

    /// <summary>Sixteen 64-bit words.</summary>
    [InlineArray(16)]
    public struct Words16
    {
        private ulong _first;
    }
}
