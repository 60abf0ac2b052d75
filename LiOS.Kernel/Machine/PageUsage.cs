namespace LiOS.Machine;

/// <summary>What the pages of a range of an address space hold, in pages unless it says otherwise.</summary>
public readonly struct PageUsage
{
    /// <summary>Pages that have a frame now.</summary>
    public ulong Resident { get; init; }

    /// <summary>Bytes of frames, each divided by the number of its holders (Pss of proc(5)).</summary>
    public ulong ProportionalBytes { get; init; }

    /// <summary>Resident pages whose frame somebody else has, too.</summary>
    public ulong Shared { get; init; }

    /// <summary>Resident pages that are no file's: private memory, and private copies of file pages.</summary>
    public ulong Anonymous { get; init; }

    /// <summary>Resident pages of shared anonymous memory.</summary>
    public ulong SharedAnonymous { get; init; }

    /// <summary>Resident pages that can be written, or were.</summary>
    public ulong Writable { get; init; }

    /// <summary>Resident pages that are parts of pages of 2 MiB.</summary>
    public ulong Huge { get; init; }
}
