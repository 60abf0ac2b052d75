using LiOS.Nucleus.Traps;

namespace LiOS.Nucleus.Runtime.Unwinding;

internal static unsafe class KernelException
{
    public static bool Dispatch(TrapFrame* frame, ulong address) => false;
    public static void CallPending(TrapFrame* frame) { }
}
