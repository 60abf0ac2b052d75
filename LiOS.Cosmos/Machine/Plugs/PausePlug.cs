using Cosmos.Build.API.Attributes;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>Replaces the halt with which a thread of Cosmos that has blocked itself waits for the next interrupt.</summary>
[Plug("Cosmos.Kernel.Core.CPU.InternalCpu")]
public static class PausePlug
{
    /// <summary>HLT, or what has taken its place.</summary>
    [PlugMember]
    public static void Halt() => Pauses.Enter();
}
