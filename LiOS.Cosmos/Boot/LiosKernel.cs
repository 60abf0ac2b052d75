using System.Threading;
using LiOS.Cosmos.Memory;

namespace LiOS.Cosmos.Boot;

/// <summary>A Cosmos kernel on LiOS's machine: the thread that booted idles, and what there is to do has one of its own.</summary>
public abstract class LiosKernel : global::Cosmos.Kernel.System.Kernel
{
    private const int StackSize = 512 * 1024;

    /// <summary>Takes the processor over while there is one thread only.</summary>
    protected override void OnBoot()
    {
        LiosPages.RequireInPlace();
        Nucleus.Boot.Start.TakeOver();
    }

    /// <summary>Starts <see cref="Serve"/>.</summary>
    protected override void BeforeRun()
    {
        new Thread(Serve, StackSize).Start();
        new Thread(HeapKeeper.Run, StackSize).Start();
    }

    /// <summary>Waits for interrupts; whatever else can run does so at their ends.</summary>
    protected override void Run() => Nucleus.Threading.Scheduler.Idle();

    /// <summary>What the kernel is for; it ends with the machine being switched off.</summary>
    protected abstract void Serve();
}
