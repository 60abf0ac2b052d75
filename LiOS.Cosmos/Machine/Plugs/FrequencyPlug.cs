using Cosmos.Build.API.Attributes;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>Replaces Cosmos's measurement of the time-stamp counter, on which its scheduler's timeouts and .NET's Stopwatch stand.</summary>
[Plug("Cosmos.Kernel.Core.X64.Cpu.X64CpuOps")]
public static class FrequencyPlug
{
    /// <summary>Ticks in a second.</summary>
    [PlugMember("get_TscFrequency")]
    public static long GetTscFrequency() => HostClock.Frequency();
}
