using System.Runtime;

namespace LiOS.Nucleus.Runtime;

/// <summary>What .NET's core library asks of a collector and Cosmos's does not answer by name.</summary>
internal static class CollectorExports
{
    /// <summary>There is one generation.</summary>
    [RuntimeExport("RhGetMaxGcGeneration")]
    private static int GetMaximumGeneration() => 0;

    /// <summary>Cosmos runs no finalizers: there is nothing to wait for.</summary>
    [RuntimeExport("RhWaitForPendingFinalizers")]
    private static void WaitForFinalizers(int allowsReentrance)
    {
    }
}
