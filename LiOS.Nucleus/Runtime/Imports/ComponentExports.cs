using System.Runtime;

namespace LiOS.Nucleus.Runtime.Imports;

/// <summary>COM, of which only the apartment of a thread is ever asked: every thread is in the one for many threads.</summary>
internal static unsafe class ComponentExports
{
    private const int MultiThreaded = 1;

    [RuntimeExport("CoInitializeEx")]
    private static int Initialize(void* reserved, uint model) => 0;

    [RuntimeExport("CoUninitialize")]
    private static void Uninitialize() { }

    [RuntimeExport("CoGetApartmentType")]
    private static int GetApartmentType(int* type, int* qualifier)
    {
        *type = MultiThreaded;
        *qualifier = 0;
        return 0;
    }
}
