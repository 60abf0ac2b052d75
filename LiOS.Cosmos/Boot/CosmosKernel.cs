using System.Threading;
using LiOS.Cosmos.Memory;
using LiOS.Machine.Nucleus;

namespace LiOS.Cosmos.Boot;

/// <summary>LiOS as a Cosmos kernel: LiOS.Kernel serves programs on a thread of its own, and the thread that booted idles.</summary>
public sealed class CosmosKernel : global::Cosmos.Kernel.System.Kernel
{
    private const int StackSize = 512 * 1024;

    /// <summary>Takes the processor over while there is one thread only.</summary>
    protected override void OnBoot()
    {
        LiosPages.RequireInPlace();
        Nucleus.Boot.Start.TakeOver();
    }

    /// <summary>Starts LiOS.Kernel, which switches the machine off when its first process has ended.</summary>
    protected override void BeforeRun()
    {
        new Thread(Serve, StackSize).Start();
        new Thread(HeapKeeper.Run, StackSize).Start();
    }

    /// <summary>Waits for interrupts; whatever else can run does so at their ends.</summary>
    protected override void Run() => Nucleus.Threading.Scheduler.Idle();

    private static void Serve() => new LiOS.Kernel.Kernel(NucleusMachine.Create()).Run();
}
