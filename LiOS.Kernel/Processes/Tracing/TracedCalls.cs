using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.SystemCalls;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Tracing;

/// <summary>System calls of a traced thread, which may stop before and after each of them.</summary>
internal static class TracedCalls
{
    private const ulong NoCall = ulong.MaxValue;

    /// <summary>Answers the system call that a context came back with; its tracer may make another one of it.</summary>
    public static void Dispatch(ProcessThread thread, ref UserRegisters registers)
    {
        Kernel kernel = thread.Kernel;
        ulong number = registers.Rax;
        bool isWanted = true;
        kernel.Lock.Enter();
        if (thread.Trace is { } before)
        {
            before.Call = number;
            if (before.StopsAtCalls)
            {
                // What a tracer sees in rax meanwhile, and what stays there when it calls the whole thing off.
                registers.Rax = unchecked((ulong)Errno.ENOSYS.ToResult());
                before.StopAtCall(true);
                number = before.Call;
                isWanted = number != NoCall && !thread.IsEnding;
            }
        }
        kernel.Lock.Exit();
        if (isWanted)
        {
            registers.Rax = number;
            SystemCallDispatcher.Dispatch(thread, ref registers);
        }
        kernel.Lock.Enter();
        if (thread.Trace is { } after)
        {
            if (after.StopsAtCalls) after.StopAtCall(false);
            else after.StepOverCall();
            after.Call = NoCall;
        }
        kernel.Lock.Exit();
    }
}
