using System.Runtime;
using LiOS.Cosmos.Machine.Plugs;
using LiOS.Nucleus.Mathematics;

namespace LiOS.Nucleus.Runtime;

/// <summary>What compiled code and .NET's core library ask for by name and Cosmos does not have.</summary>
internal static class LibraryExports
{
    /// <summary>There is one generation.</summary>
    [RuntimeExport("RhGetMaxGcGeneration")]
    private static int GetMaximumGeneration() => 0;

    /// <summary>Cosmos runs no finalizers: there is nothing to wait for.</summary>
    [RuntimeExport("RhWaitForPendingFinalizers")]
    private static void WaitForFinalizers(int allowsReentrance)
    {
    }

    /// <summary>From floating point to an unsigned 64-bit number.</summary>
    [RuntimeExport("RhpDbl2ULng")]
    private static ulong ConvertToUInt64(double value) => NumberConversion.ToUInt64(value);

    /// <summary>From floating point to an unsigned 32-bit number.</summary>
    [RuntimeExport("RhpDbl2UInt")]
    private static uint ConvertToUInt32(double value) => NumberConversion.ToUInt32(value);

    /// <summary>Cube root.</summary>
    [RuntimeExport("cbrt")]
    private static double CubeRoot(double x) => Roots.CubeRoot(x);
}
