using Cosmos.Build.API.Attributes;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>Replaces what all of Cosmos's messages come down to.</summary>
[Plug("Cosmos.Kernel.Core.IO.Serial")]
public static class TextPlug
{
    /// <summary>A text.</summary>
    [PlugMember]
    public static void WriteString(string str) => HostText.Write(str);

    /// <summary>A number.</summary>
    [PlugMember]
    public static void WriteNumber(ulong number, bool hex) => HostText.Write(number, hex);
}
