namespace LiOS.Nucleus.Runtime.Unwinding;

/// <summary>Where on the stack each register was found: KNONVOLATILE_CONTEXT_POINTERS of the Windows SDK (winnt.h).</summary>
internal unsafe struct RegisterLocations
{
    /// <summary>Addresses of XMM0 to XMM15; entries of registers that were not saved stay as they were.</summary>
    public fixed ulong Vectors[16];

    /// <summary>Addresses of the general registers.</summary>
    public fixed ulong Registers[16];
}
