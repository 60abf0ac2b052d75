namespace LiOS.Memory;

/// <summary>
/// What the memory subsystem asks of the machine. All pointers must be set. The library keeps a copy; it may call back
/// at any time during one of its operations, and the hooks must not call into the library.
/// </summary>
public unsafe struct MachineHooks
{
    /// <summary>Handed to the hooks that take a context.</summary>
    public void* Context;

    /// <summary>
    /// (address, tag, context): drops the translation of one page from the TLB, and every way to a page table (INVLPG). The tag is
    /// that of the tree that was changed, null for the kernel's; without process-context identifiers it does not matter.
    /// </summary>
    public delegate*<ulong, ContextTag*, void*, void> InvalidatePage;

    /// <summary>(tag, context): drops every translation that is not global from the TLB (reload of CR3). The tag is as above.</summary>
    public delegate*<ContextTag*, void*, void> FlushAll;

    /// <summary>(context, message): an invariant is broken. Must not return.</summary>
    public delegate*<void*, string, void> Panic;

    /// <summary>(destination): fills one page-aligned page with zero.</summary>
    public delegate*<void*, void> ZeroPage;

    /// <summary>(destination, source): copies one page-aligned page.</summary>
    public delegate*<void*, void*, void> CopyPage;
}
