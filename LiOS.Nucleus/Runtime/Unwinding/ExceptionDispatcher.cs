using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using LiOS.Nucleus.Diagnostics;

namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>
/// Offers faults and raised exceptions to the handlers that the runtime registered. Frames' own handlers are never asked:
/// the runtime dispatches its exceptions itself, and in its native parts a fault is a bug.
/// </summary>
internal static unsafe class ExceptionDispatcher
{
    private const int MaximumHandlers = 4;
    private const int ContinueExecution = -1;

    private static Handlers s_handlers;
    private static int s_count;

    /// <summary>Offers a fault in the kernel image to the handlers.</summary>
    /// <param name="context">The interrupted registers; when a handler resumes, those to resume with.</param>
    /// <param name="code">One of <see cref="ExceptionCode"/>.</param>
    /// <param name="address">The faulting instruction.</param>
    /// <param name="parameterCount">0 to 2.</param>
    /// <param name="parameter0">The first parameter.</param>
    /// <param name="parameter1">The second parameter.</param>
    /// <returns>Whether a handler resumed; otherwise nobody knows the fault and the machine must stop.</returns>
    public static bool Dispatch(Context* context, uint code, ulong address, uint parameterCount, ulong parameter0, ulong parameter1)
    {
        ExceptionRecord record = default;
        record.Code = code;
        record.Address = address;
        record.ParameterCount = parameterCount;
        record.Parameters[0] = parameter0;
        record.Parameters[1] = parameter1;
        return Dispatch(&record, context);
    }

    private static bool Dispatch(ExceptionRecord* record, Context* context)
    {
        ExceptionPointers pointers = new() { Record = record, Context = context };
        for (int i = 0; i < s_count; i++)
        {
            if (((delegate*<ExceptionPointers*, int>)s_handlers.Functions[i])(&pointers) == ContinueExecution) return true;
        }

        return false;
    }

    [RuntimeExport("AddVectoredExceptionHandler")]
    private static void* AddHandler(uint first, void* handler)
    {
        if (s_count == MaximumHandlers) return null;
        int place = s_count;
        if (first != 0)
        {
            for (; place > 0; place--) s_handlers.Functions[place] = s_handlers.Functions[place - 1];
        }

        s_handlers.Functions[place] = (ulong)handler;
        s_count++;
        return handler;
    }

    [RuntimeExport("RaiseException")]
    private static void Raise(uint code, uint flags, uint count, ulong* parameters)
    {
        Context context;
        ContextRegisters.Capture(&context);
        ExceptionRecord record = default;
        record.Code = code;
        record.Flags = flags;
        record.Address = context.Rip;
        record.ParameterCount = parameters == null ? 0 : count < ExceptionRecord.MaximumParameters ? count : ExceptionRecord.MaximumParameters;
        for (uint i = 0; i < record.ParameterCount; i++) record.Parameters[i] = parameters[i];
        if (!Dispatch(&record, &context) || (flags & ExceptionRecord.Noncontinuable) != 0) Stop("exception that nobody handles: ", &record);
        ContextRegisters.Restore(&context, null);
    }

    [RuntimeExport("RaiseFailFastException")]
    private static void RaiseFailFast(ExceptionRecord* record, Context* context, uint flags)
    {
        if (record != null) Stop("the runtime gave up: ", record);
        Panic.Fail("the runtime gave up");
    }

    [RuntimeExport("DebugBreak")]
    private static void Break() => Panic.Fail("breakpoint in the runtime");

    [DoesNotReturn]
    private static void Stop(string reason, ExceptionRecord* record)
    {
        Console.Write(reason);
        Console.Write("code ");
        Console.WriteHex(record->Code, 8);
        Console.Write(" at ");
        Console.WriteHex(record->Address);
        for (uint i = 0; i < record->ParameterCount; i++)
        {
            Console.Write(i == 0 ? ", parameters " : " ");
            Console.WriteHex(record->Parameters[i]);
        }

        Console.NewLine();
        Panic.Fail("unhandled exception");
    }

    private struct Handlers
    {
        public fixed ulong Functions[MaximumHandlers];
    }
}
