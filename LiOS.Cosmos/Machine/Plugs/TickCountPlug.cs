using Cosmos.Build.API.Attributes;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>Replaces what .NET's Environment.TickCount64 reads, by which its waits know whether their time is over.</summary>
[Plug("Cosmos.Kernel.Core.Runtime.Cpu")]
public static class TickCountPlug
{
    /// <summary>Milliseconds.</summary>
    [PlugMember]
    public static long RhpGetTickCount64() => HostClock.Milliseconds();
}
