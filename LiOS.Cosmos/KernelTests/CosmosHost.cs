using System;
using LiOS.KernelTests;
using LiOS.Machine;

namespace LiOS.Cosmos.KernelTests;

/// <summary>Cosmos 3.0.82: what it lacks stands in docs/cosmos.md. It reports on the first serial port, as Cosmos's own test kernels do.</summary>
internal sealed class CosmosHost(IMachine machine) : SuiteHost
{
    /// <inheritdoc/>
    public override void Report(ReadOnlySpan<byte> frame) => machine.WriteConsole(frame);

    /// <inheritdoc/>
    protected override string? WhyNot(HostFeatures feature) => feature switch
    {
        HostFeatures.ExceptionRegions => "Cosmos's dispatch takes the first catch whatever its type, and passes finally blocks over",
        HostFeatures.FaultExceptions => "Cosmos answers the processor's faults with a panic",
        HostFeatures.StackTraceNames => "stack traces hold addresses",
        HostFeatures.Generations => "Cosmos's collector has one generation",
        HostFeatures.Finalizers => "Cosmos runs no finalizers",
        HostFeatures.SpareTimer => "both timers are Cosmos's",
        HostFeatures.FineTimer => "Cosmos's scheduler looks for sleepers at its ticks, every 10 ms",
        HostFeatures.WakeupCount => "nobody counts where Cosmos idles",
        HostFeatures.Cryptography => "the library asks OpenSSL, which is not there",
        HostFeatures.OutOfMemoryExceptions => "Cosmos's allocation does not look whether it was given memory",
        HostFeatures.ArrayStoreChecks => "Cosmos's RhpStelemRef stores what it is given",
        HostFeatures.ConcurrentExceptions => "Cosmos has room for one exception under way, whichever thread threw it; a second is fatal",
        HostFeatures.ReleasedStacks => "Cosmos frees no thread's stack",
        _ => null,
    };
}
