using System;

namespace LiOS.KernelTests;

/// <summary>What the suites run on: the bare machine, or another kernel that offers less.</summary>
internal abstract class SuiteHost
{
    /// <summary>Why the host lacks one feature, or null when it has it.</summary>
    protected abstract string? WhyNot(HostFeatures feature);

    /// <summary>Sends a frame of the test protocol (docs/testing.md).</summary>
    public abstract void Report(ReadOnlySpan<byte> frame);

    /// <summary>Why the host lacks some of what a test needs, or null when it has all of it.</summary>
    public string? WhyNotAll(HostFeatures needs)
    {
        for (int bit = 1; bit <= (int)needs; bit <<= 1)
        {
            if (((int)needs & bit) != 0 && WhyNot((HostFeatures)bit) is { } reason) return $"{(HostFeatures)bit}: {reason}";
        }

        return null;
    }
}
