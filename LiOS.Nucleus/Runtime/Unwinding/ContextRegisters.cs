using System.Runtime;
using System.Runtime.CompilerServices;

namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>Contexts from and to the processor's registers; the bodies are in Context.asm.</summary>
internal static unsafe class ContextRegisters
{
    /// <summary>Fills a context with the registers as they are in the caller, behind this call.</summary>
    [RuntimeImport("RtlCaptureContext")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Capture(Context* context);

    /// <summary>Continues with a context; does not return. The record is not used.</summary>
    [RuntimeImport("RtlRestoreContext")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Restore(Context* context, ExceptionRecord* record);
}
