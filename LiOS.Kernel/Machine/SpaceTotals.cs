namespace LiOS.Machine;

/// <summary>What an address space has been promised, and what it costs, in pages.</summary>
public readonly struct SpaceTotals
{
    /// <summary>Page tables of every level (VmPTE).</summary>
    public ulong PageTables { get; init; }

    /// <summary>Pages that may come to need a frame of their own: private and writable, or shared anonymous.</summary>
    public ulong Promised { get; init; }

    /// <summary>Private, writable pages that are no stack (VmData; what RLIMIT_DATA bounds).</summary>
    public ulong Data { get; init; }

    /// <summary>Pages of the stack, as far as it has grown (VmStk).</summary>
    public ulong Stack { get; init; }

    /// <summary>Executable pages that cannot be written (VmExe and VmLib).</summary>
    public ulong Code { get; init; }

    /// <summary>Pages of locked regions (VmLck).</summary>
    public ulong Locked { get; init; }
}
