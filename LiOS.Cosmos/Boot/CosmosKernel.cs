using LiOS.Machine.Nucleus;

namespace LiOS.Cosmos.Boot;

/// <summary>LiOS as a Cosmos kernel: LiOS.Kernel serves programs, and switches the machine off when its first process has ended.</summary>
public sealed class CosmosKernel : LiosKernel
{
    /// <summary>Runs LiOS.Kernel.</summary>
    protected override void Serve() => new LiOS.Kernel.Kernel(NucleusMachine.Create()).Run();
}
