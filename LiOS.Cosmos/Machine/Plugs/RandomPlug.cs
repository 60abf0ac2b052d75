using Cosmos.Build.API.Attributes;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>Replaces where .NET's identifiers come from: Cosmos's own returns nothing where a status is expected, which does not compile once it is called.</summary>
[Plug("Interop/Sys")]
public static unsafe class RandomPlug
{
    /// <summary>Random bytes; 0 is success.</summary>
    [PlugMember]
    public static int GetCryptographicallySecureRandomBytes(byte* buffer, int length) => HostRandom.Fill(buffer, length);
}
