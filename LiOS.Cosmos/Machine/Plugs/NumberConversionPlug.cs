using Cosmos.Build.API.Attributes;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>Replaces two conversions that, compiled for .NET 9, call themselves for ever.</summary>
[Plug("Cosmos.Kernel.Core.Runtime.StartupCodeHelpers")]
public static class NumberConversionPlug
{
    /// <summary>To a signed 64-bit number.</summary>
    [PlugMember]
    public static long RhpDbl2Lng(double value) => NumberConversion.ToInt64(value);

    /// <summary>To a signed 32-bit number.</summary>
    [PlugMember]
    public static int RhpDbl2Int(double value) => NumberConversion.ToInt32(value);
}
