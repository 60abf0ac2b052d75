using LiOS.Cosmos.Boot;
using LiOS.KernelTests;
using LiOS.Machine.Nucleus;

namespace LiOS.Cosmos.KernelTests;

/// <summary>The suites inside the kernel, as a Cosmos kernel.</summary>
public sealed class SuiteKernel : LiosKernel
{
    /// <summary>Runs the suite that the boot line names.</summary>
    protected override void Serve()
    {
        NucleusMachine machine = NucleusMachine.Create();
        SuiteProgram.Run(machine, new CosmosHost(machine));
    }
}
