using Cosmos.Kernel.Core;
using Cosmos.Kernel.Core.IO;
using Cosmos.Kernel.Core.Memory;

namespace LiOS.Cosmos.Memory;

/// <summary>
/// Sees to it that each plug has taken effect. The patcher only warns of a plug that finds no target, and half an allocator is worse
/// than none: the machine stops and names the member.
/// </summary>
/// <remarks>
/// Each member is called through Cosmos while the memory is ready but Cosmos does not know of it yet. In that state Cosmos's own
/// bodies, if one was not replaced, find an empty table and harm nothing but a byte of low memory.
/// </remarks>
internal static unsafe class PlugCheck
{
    private static PlugMembers s_seen;

    /// <summary>Called by the replacement of a member: it is in place.</summary>
    public static void Saw(PlugMembers member) => s_seen |= member;

    /// <summary>Calls every member; returns only when all of them are replaced.</summary>
    public static void Run()
    {
        void* page = PageAllocator.AllocPages(PageType.Unmanaged);
        Require(PlugMembers.AllocPages, "AllocPages");
        _ = PageAllocator.GetPageType(page);
        Require(PlugMembers.GetPageType, "GetPageType");
        _ = PageAllocator.GetFirstPageAllocatorIndex(null);
        Require(PlugMembers.GetFirstPageAllocatorIndex, "GetFirstPageAllocatorIndex");
        PageAllocator.Free(PageStore.FirstPageOf(page));
        Require(PlugMembers.Free, "Free");
        _ = PageAllocator.FreePageCount;
        Require(PlugMembers.FreePageCount, "FreePageCount");
        _ = PageAllocator.RatAddress;
        Require(PlugMembers.RatAddress, "RatAddress");
        PageAllocator.GetPageCountsByType(out _, out _, out _, out _, out _, out _, out _, out _, out _, out _, out _);
        Require(PlugMembers.GetPageCountsByType, "GetPageCountsByType");
    }

    /// <summary>Stops the machine unless the replacement of a member has been called.</summary>
    public static void Require(PlugMembers member, string name)
    {
        if ((s_seen & member) != 0) return;
        Serial.WriteString("\nLiOS: the plug of Cosmos.Kernel.Core.Memory.PageAllocator.");
        Serial.WriteString(name);
        Serial.WriteString(" did not take effect.\n");
        Panic.Halt("A plug has no target. Is this the version of Cosmos that LiOS was written for?");
    }
}
