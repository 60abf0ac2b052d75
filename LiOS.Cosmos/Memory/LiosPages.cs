namespace LiOS.Cosmos.Memory;

/// <summary>What a kernel may ask of the plug library.</summary>
public static class LiosPages
{
    /// <summary>
    /// Stops the machine unless LiOS has given Cosmos its memory at boot. Without the plugs nothing else would: a kernel that
    /// forgets the item <c>PlugReference</c> runs on Cosmos's own allocator and never notices.
    /// </summary>
    public static void RequireInPlace() => PlugCheck.Require(PlugMembers.InitializeHeap, "InitializeHeap");

    /// <summary>Pages that the collector's heap has. Cosmos collects only when it gets no more: a kernel that has other use for memory looks here.</summary>
    public static ulong HeapPages => PageStore.HeapPages;
}
