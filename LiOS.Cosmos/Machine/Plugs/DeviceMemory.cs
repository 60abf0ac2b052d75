using Cosmos.Kernel.Boot.Limine;

namespace LiOS.Cosmos.Machine.Plugs;

/// <summary>
/// Where device registers are: Cosmos uses their physical addresses as they are, which only the loader's own page tables map; in a
/// program's address space they are the program's. The direct map is in every space, and has the first 4 GiB.
/// </summary>
public static unsafe class DeviceMemory
{
    /// <summary>How many there were.</summary>
    internal static ulong Accesses { get; private set; }

    /// <summary>The pointer for an address: the direct map's alias of a physical one, any other as it is.</summary>
    public static void* At(ulong address)
    {
        Accesses++;
        ulong directMap = Limine.HHDM.Response->Offset;
        return (void*)(address < directMap ? address + directMap : address);
    }
}
