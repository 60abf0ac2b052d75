using System.Runtime;
using System.Runtime.CompilerServices;
using Cosmos.Kernel.Core.CPU;
using Cosmos.Kernel.Core.Scheduler;
using LiOS.Cosmos.Machine.Plugs;
using HostThread = Cosmos.Kernel.Core.Scheduler.Thread;

namespace LiOS.Nucleus.Threading;

/// <summary>
/// Cosmos's scheduler, which switches threads at the end of interrupts alone. So that a thread that has nothing more to do need not
/// wait for the next tick of the timer, it raises one.
/// </summary>
internal static unsafe class Scheduler
{
    /// <summary>A deadline that never comes.</summary>
    public const ulong Forever = ulong.MaxValue;

    // Cosmos's entry code saves the vector registers below what it calls the context.
    private const int SavedVectors = 256;

    private const ulong NanosecondsPerMillisecond = 1_000_000;

    private static byte s_switchVector;

    /// <summary>Nanoseconds for which no thread was charged.</summary>
    public static ulong IdleTime
    {
        get
        {
            ulong now = Time.Clock.Nanoseconds, busy = SchedulerManager.GetBusyCpuTimeNs();
            return now > busy ? now - busy : 0;
        }
    }

    /// <summary>The running thread.</summary>
    public static HostThread Current => SchedulerManager.GetCpuState(SchedulerManager.GetCurrentCpuId())!.CurrentThread!;

    /// <summary>Takes a vector for switching, and the places where Cosmos halts the processor in order to wait for a switch.</summary>
    public static void Initialize()
    {
        WaitList.Initialize();
        s_switchVector = InterruptManager.AllocateVector(static (ref IRQContext context) =>
            SchedulerManager.ScheduleFromInterrupt(SchedulerManager.GetCurrentCpuId(), (nuint)Unsafe.AsPointer(ref context) - SavedVectors));
        Pauses.Take(&Pause);
        // Cosmos reads it where a thread goes to sleep, with interrupts off and a lock held. The static constructor behind it must not run
        // there: if another thread is inside of one just then, this one waits for it, for ever, by that same lock.
        _ = System.Diagnostics.Stopwatch.Frequency;
    }

    /// <summary>Lets others run, if there are any that can.</summary>
    public static void Yield()
    {
        PerCpuState state = SchedulerManager.GetCpuState(SchedulerManager.GetCurrentCpuId())!;
        if (SchedulerManager.Current!.GetRunQueueCount(state) != 0) Raise(s_switchVector);
    }

    /// <summary>What the thread does that Cosmos runs when no other can; to Cosmos it is one like the others, which may have to wait for it.</summary>
    public static void Idle()
    {
        while (true)
        {
            Yield();
            Pauses.Halt();
        }
    }

    /// <summary>Blocks the running thread until <see cref="Wake"/>, or a time of <see cref="Time.Clock.Nanoseconds"/>, to the next tick. Interrupts are off.</summary>
    public static void Block(ulong deadline)
    {
        HostThread thread = Current;
        if (deadline == Forever)
        {
            SchedulerManager.BlockThread(thread.CpuId, thread);
        }
        else
        {
            ulong now = Time.Clock.Nanoseconds;
            SchedulerManager.MarkSleeping(thread.CpuId, thread, deadline <= now ? 1 : (uint)((deadline - now) / NanosecondsPerMillisecond) + 1);
        }

        while (thread.State is ThreadState.Blocked or ThreadState.Sleeping) Raise(s_switchVector);
        thread.WakeupTime = 0;
    }

    /// <summary>Lets a blocked thread go on. Interrupts are off.</summary>
    public static void Wake(HostThread thread) => SchedulerManager.ReadyThread(thread.CpuId, thread);

    /// <summary>What the running thread has used is charged at each tick of the timer.</summary>
    public static void ChargeCurrent()
    {
    }

    // Where Cosmos means to wait for the next interrupt: a thread that cannot run hands over at once, all others do wait.
    private static void Pause()
    {
        HostThread thread = Current;
        if (thread.State == ThreadState.Running || (thread.Flags & ThreadFlags.IdleThread) != 0) Pauses.Halt();
        else Raise(s_switchVector);
    }

    /// <summary>Goes through Cosmos's handler of a vector as if the interrupt came here.</summary>
    [RuntimeImport("HostInterrupt")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void Raise(int vector);
}
