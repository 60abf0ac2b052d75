using System;
using LiOS.Machine;

namespace LiOS.KernelTests;

/// <summary>The bare machine: it has everything, and reports on the control line.</summary>
internal sealed class BareHost(IMachine machine) : SuiteHost
{
    /// <inheritdoc/>
    public override void Report(ReadOnlySpan<byte> frame) => machine.WriteControl(frame);

    /// <inheritdoc/>
    protected override string? WhyNot(HostFeatures feature) => null;
}
