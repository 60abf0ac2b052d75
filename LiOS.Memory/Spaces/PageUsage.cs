namespace LiOS.Memory;

/// <summary>What the pages of a range hold, in pages unless it says otherwise.</summary>
public struct PageUsage
{
    /// <summary>Pages that have a frame now.</summary>
    public ulong Resident;

    /// <summary>Bytes of frames, each divided by the number of its holders (the proportional set size of proc(5)).</summary>
    public ulong ProportionalBytes;

    /// <summary>Resident pages whose frame somebody else has, too.</summary>
    public ulong Shared;

    /// <summary>Resident pages that are no file's: private memory, and private copies of file pages.</summary>
    public ulong Anonymous;

    /// <summary>Resident pages of shared anonymous memory.</summary>
    public ulong SharedAnonymous;

    /// <summary>Resident pages that can be written, or were.</summary>
    public ulong Writable;

    /// <summary>Resident pages that are parts of huge pages.</summary>
    public ulong Huge;
}
