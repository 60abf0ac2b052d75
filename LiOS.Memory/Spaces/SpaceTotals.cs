namespace LiOS.Memory;

/// <summary>What a space has been promised, and what it costs, in pages.</summary>
public struct SpaceTotals
{
    /// <summary>Page tables of every level, the top one included; those shared with other spaces count in each, and those set aside for huge pages.</summary>
    public ulong PageTables;

    /// <summary>Pages that may come to need a frame of their own: private and writable, or shared anonymous (counted in each space).</summary>
    public ulong Promised;

    /// <summary>Private, writable pages that are no stack (VmData; what RLIMIT_DATA bounds).</summary>
    public ulong Data;

    /// <summary>Pages of stacks, as far as they have grown.</summary>
    public ulong Stack;

    /// <summary>Executable pages that cannot be written.</summary>
    public ulong Code;

    /// <summary>Pages of locked regions.</summary>
    public ulong Locked;
}
