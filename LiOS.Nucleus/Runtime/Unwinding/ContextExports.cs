using System.Runtime;
using LiOS.Nucleus.Diagnostics;
using LiOS.Nucleus.Runtime.Imports;
using LiOS.Nucleus.Threading;

namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>
/// Contexts and unwinding as the runtime asks for them. It is told that there is no vector state above SSE: kernel code has none,
/// and what a program leaves in the upper halves is not the runtime's.
/// </summary>
internal static unsafe class ContextExports
{
    private const ulong LegacyFeatures = 3;
    private const uint LegacyFloatingPoint = 0, LegacySse = 1;
    private const int VectorArea = 0x100, VectorRegisters = 0x1A0;
    private const uint VectorAreaSize = 512, VectorRegistersSize = 256;
    private const ulong ContextAlignment = 16;

    [RuntimeExport("RtlVirtualUnwind")]
    private static void* VirtualUnwind(uint handlerType, ulong imageBase, ulong instruction, RuntimeFunction* function, Context* context,
        void** handlerData, ulong* establisherFrame, RegisterLocations* locations)
    {
        void* handler = Unwinder.Unwind((int)handlerType, (byte*)imageBase, instruction, function, context, out void* data, out ulong frame, locations);
        *handlerData = data;
        *establisherFrame = frame;
        return handler;
    }

    /// <summary>Without a buffer, or with one that is too small, says how large it must be.</summary>
    [RuntimeExport("InitializeContext")]
    private static int InitializeContext(byte* buffer, uint flags, Context** context, uint* length)
    {
        uint needed = (uint)(sizeof(Context) + (int)ContextAlignment - 1);
        if (buffer == null || *length < needed)
        {
            *length = needed;
            Thread.Current->LastError = SystemError.InsufficientBuffer;
            return 0;
        }

        *context = (Context*)(((ulong)buffer + ContextAlignment - 1) & ~(ContextAlignment - 1));
        (*context)->Flags = flags;
        return 1;
    }

    [RuntimeExport("GetEnabledXStateFeatures")]
    private static ulong GetEnabledFeatures() => LegacyFeatures;

    [RuntimeExport("SetXStateFeaturesMask")]
    private static int SetFeatures(Context* context, ulong mask) => (mask & ~LegacyFeatures) == 0 ? 1 : 0;

    [RuntimeExport("LocateXStateFeature")]
    private static void* LocateFeature(byte* context, uint feature, uint* length)
    {
        if (feature > LegacySse) return null;
        bool isWhole = feature == LegacyFloatingPoint;
        if (length != null) *length = isWhole ? VectorAreaSize : VectorRegistersSize;
        return context + (isWhole ? VectorArea : VectorRegisters);
    }

    [RuntimeExport("IsDebuggerPresent")]
    private static int IsDebuggerPresent() => 0;

    /// <summary>A handler of frames, named in unwind information and never called: frames' handlers are not asked.</summary>
    [RuntimeExport("__C_specific_handler")]
    private static int SpecificHandler(ExceptionRecord* record, void* frame, Context* context, void* dispatcher)
    {
        Panic.Fail("__C_specific_handler was called");
        return 0;
    }

    /// <inheritdoc cref="SpecificHandler"/>
    [RuntimeExport("__GSHandlerCheck")]
    private static int StackCheckHandler(ExceptionRecord* record, void* frame, Context* context, void* dispatcher)
    {
        Panic.Fail("__GSHandlerCheck was called");
        return 0;
    }
}
