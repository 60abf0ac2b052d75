using System.Runtime;
using LiOS.Memory;
using LiOS.Nucleus.Threading;
using LiOS.Nucleus.Time;

namespace LiOS.Nucleus.UserMode;

/// <summary>System calls that need nothing but the nucleus are answered here; the others go up to the kernel. Numbers as in syscalls(2).</summary>
internal static unsafe class SystemCalls
{
    private const int Answered = -1, GoUp = 0, ExitInterrupted = 3;
    private const ulong SchedYield = 24, ClockGetTime = 228;
    private const ulong ClockRealTime = 0, ClockMonotonic = 1, ClockMonotonicRaw = 4, ClockRealTimeCoarse = 5, ClockMonotonicCoarse = 6, ClockBootTime = 7;

    [RuntimeExport("NucleusSystemCall")]
    private static int Answer(UserState* state)
    {
        // Without an identity: somebody above watches every call.
        if (state->ProcessId < 0) return GoUp;
        switch (state->Frame.ErrorCode)
        {
            case MemoryCalls.Map:
                return !state->Space->IsSupervised && MemoryCalls.TryMap(state) ? Answered : GoUp;
            case MemoryCalls.Protect:
                return !state->Space->IsSupervised && MemoryCalls.TryProtect(state) ? Answered : GoUp;
            case MemoryCalls.Unmap:
                return MemoryCalls.TryUnmap(state) ? Answered : GoUp;
            case MemoryCalls.Advise:
                return !state->Space->IsSupervised && MemoryCalls.TryAdvise(state) ? Answered : GoUp;
            case ClockGetTime:
                return ReadClock(state);
            default:
                return Yield(state);
        }
    }

    private static int Yield(UserState* state)
    {
        if (state->Frame.ErrorCode != SchedYield || state->Interrupt != 0) return GoUp;
        Scheduler.Yield();
        state->Frame.Rax = 0;
        // Whoever ran meanwhile may have sent a signal; it need not wait for the next interrupt, at the end of a slice.
        if (state->Interrupt == 0) return Answered;
        state->Interrupt = 0;
        return ExitInterrupted;
    }

    private static int ReadClock(UserState* state)
    {
        ulong now;
        switch (state->Frame.Rdi)
        {
            case ClockRealTime or ClockRealTimeCoarse:
                now = (ulong)Clock.RealTimeNanoseconds;
                break;
            case ClockMonotonic or ClockMonotonicRaw or ClockMonotonicCoarse or ClockBootTime:
                now = Clock.Nanoseconds;
                break;
            default:
                return GoUp;
        }

        ulong* time = stackalloc ulong[2];
        time[0] = now / 1_000_000_000;
        time[1] = now % 1_000_000_000;
        if (state->Space->CopyOut(state->Frame.Rsi, (byte*)time, 16, out _) != MemoryStatus.Ok) return GoUp;
        state->Frame.Rax = 0;
        return Answered;
    }
}
