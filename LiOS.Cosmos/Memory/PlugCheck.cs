using Cosmos.Kernel.Boot.Limine;
using Cosmos.Kernel.Core;
using Cosmos.Kernel.Core.IO;
using Cosmos.Kernel.Core.Memory;
using LiOS.Memory;

namespace LiOS.Cosmos.Memory;

/// <summary>
/// Sees to it that each plug has taken effect. The patcher only warns of a plug that finds no target, and half an allocator is worse
/// than none: the machine stops and names what is missing.
/// </summary>
/// <remarks>
/// Each member is called through Cosmos while the memory is ready but Cosmos does not know of it yet. In that state Cosmos's own
/// bodies, if one was not replaced, find an empty table and harm nothing but a byte of low memory.
/// </remarks>
internal static unsafe class PlugCheck
{
    private static PlugMembers s_seen;
    private static bool s_misses;

    /// <summary>Called by the replacement of a member: it is in place.</summary>
    public static void Saw(PlugMembers member) => s_seen |= member;

    /// <summary>Calls every member; returns only when all of them are replaced.</summary>
    public static void Run()
    {
        void* page = PageAllocator.AllocPages(PageType.Unmanaged, 1, zero: true);
        // Without it there is no page that the others could be tried with.
        Require(PlugMembers.AllocPages, "AllocPages");
        _ = PageAllocator.GetPageType(page);
        Look(PlugMembers.GetPageType, "GetPageType");
        // Cosmos's own, without its table, takes the number of an address's page for the address of a byte: one of this page, where the loader maps it to itself.
        _ = PageAllocator.GetFirstPageAllocatorIndex((void*)(((ulong)page - Limine.HHDM.Response->Offset) << Frame.SizeLog2));
        Look(PlugMembers.GetFirstPageAllocatorIndex, "GetFirstPageAllocatorIndex");
        PageAllocator.Free(PageStore.FirstPageOf(page));
        Look(PlugMembers.Free, "Free");
        _ = PageAllocator.FreePageCount;
        Look(PlugMembers.FreePageCount, "FreePageCount");
        _ = PageAllocator.RatAddress;
        Look(PlugMembers.RatAddress, "RatAddress");
        PageAllocator.GetPageCountsByType(out _, out _, out _, out _, out _, out _, out _, out _, out _, out _, out _);
        Look(PlugMembers.GetPageCountsByType, "GetPageCountsByType");
        if (s_misses) Stop();
    }

    /// <summary>Stops the machine unless the replacement of a member has been called.</summary>
    public static void Require(PlugMembers member, string name)
    {
        Look(member, name);
        if (s_misses) Stop();
    }

    private static void Look(PlugMembers member, string name)
    {
        if ((s_seen & member) != 0) return;
        s_misses = true;
        Serial.WriteString("\nLiOS: the plug of Cosmos.Kernel.Core.Memory.PageAllocator.");
        Serial.WriteString(name);
        Serial.WriteString(" did not take effect.\n");
    }

    private static void Stop() => Panic.Halt("A plug has no target. Is this the version of Cosmos that LiOS was written for?");
}
