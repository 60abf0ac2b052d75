using LiOS.Nucleus.Processor;
using LiOS.Nucleus.Runtime.Unwinding;
using LiOS.Nucleus.Threading;

namespace LiOS.Nucleus.Traps;

/// <summary>What the runtime is told of traps in the kernel image: faults that become exceptions, and calls that stop a thread for the collector.</summary>
internal static unsafe class KernelException
{
    private const ulong ErrorWrite = 2, ErrorFetch = 16;
    private const ulong ParameterRead = 0, ParameterWrite = 1, ParameterExecute = 8;

    /// <summary>Offers a fault to the runtime.</summary>
    /// <returns>Whether execution goes on, with the registers in the frame.</returns>
    public static bool Dispatch(TrapFrame* frame, ulong address)
    {
        uint code;
        ulong parameter = 0;
        uint count = 0;
        switch (frame->Vector)
        {
            case Vectors.PageFault:
                code = ExceptionCode.AccessViolation;
                parameter = (frame->ErrorCode & ErrorFetch) != 0 ? ParameterExecute : (frame->ErrorCode & ErrorWrite) != 0 ? ParameterWrite : ParameterRead;
                count = 2;
                break;
            case Vectors.DivideError:
                code = DivideError.IsByZero(frame) ? ExceptionCode.DivisionByZero : ExceptionCode.IntegerOverflow;
                break;
            default:
                return false;
        }

        byte* space = stackalloc byte[TrapContext.Space];
        Context* context = TrapContext.Load(space, frame);
        if (!ExceptionDispatcher.Dispatch(context, code, frame->Rip, count, parameter, address)) return false;
        TrapContext.Store(context, frame);
        return true;
    }

    /// <summary>Makes the call that is queued for the interrupted thread. The collector may move objects meanwhile: registers are taken back.</summary>
    public static void CallPending(TrapFrame* frame)
    {
        AsynchronousCall call = Thread.Current->PendingCall;
        Thread.Current->PendingCall = default;
        byte* space = stackalloc byte[TrapContext.Space];
        Context* context = TrapContext.Load(space, frame);
        AsynchronousCallData data = default;
        data.Parameter = call.Parameter;
        data.Context = context;
        Cpu.EnableInterrupts();
        call.Routine(&data);
        Cpu.DisableInterrupts();
        TrapContext.Store(context, frame);
    }
}
