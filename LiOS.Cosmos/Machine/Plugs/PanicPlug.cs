using Cosmos.Build.API.Attributes;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>Replaces Cosmos's end of the machine.</summary>
[Plug("Cosmos.Kernel.Core.Panic")]
public static class PanicPlug
{
    /// <summary>Stops with a message.</summary>
    [PlugMember]
    public static void Halt(string message) => HostText.Fail(message);

    /// <summary>Stops with a message; where it was called from, the stack tells.</summary>
    [PlugMember]
    public static void Halt(string message, string caller, string file, int line) => HostText.Fail(message);
}
