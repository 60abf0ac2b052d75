using Cosmos.Build.API.Attributes;
using Cosmos.Kernel.Core.Memory;

namespace LiOS.Cosmos.Memory;

/// <summary>
/// What replaces the bodies of <see cref="PageAllocator"/> (Cosmos generation 3). <c>Free(void*)</c>, <c>GetPagePtr</c> and
/// <c>VirtualToPhysical</c> stay Cosmos's own: they are made of these.
/// </summary>
/// <remarks>
/// The patcher copies each body into Cosmos.Kernel.Core. A body that names a type of that assembly would give it a reference to
/// itself and change the order in which assemblies are initialised; so each is one call that passes numbers and pointers on.
/// The names of types in the signatures are what the patcher compares, and the names of members what <see cref="PlugCheck"/> proves.
/// </remarks>
[Plug("Cosmos.Kernel.Core.Memory.PageAllocator")]
public static unsafe class PageAllocatorPlug
{
    /// <summary>Takes all usable memory that the loader told of; what it is called with has no meaning in Cosmos either.</summary>
    [PlugMember]
    public static void InitializeHeap(byte* aStartPtr, ulong aSize) => PageStore.Initialize();

    /// <summary>Allocates consecutive pages.</summary>
    /// <returns>Their address in the direct map, or null.</returns>
    [PlugMember]
    public static void* AllocPages(PageType aType, ulong aPageCount, bool zero) => PageStore.Allocate((byte)aType, aPageCount, zero);

    /// <summary>The number of the page that begins the run an address lies in.</summary>
    [PlugMember]
    public static uint GetFirstPageAllocatorIndex(void* aPtr) => PageStore.FirstPageOf(aPtr);

    /// <summary>What the run that an address lies in was allocated for.</summary>
    [PlugMember]
    public static PageType GetPageType(void* aPtr) => (PageType)PageStore.TypeOf(aPtr);

    /// <summary>Frees the run that begins with a page.</summary>
    [PlugMember]
    public static void Free(uint aPageIdx) => PageStore.Free(aPageIdx);

    /// <summary>Free pages.</summary>
    [PlugMember("get_FreePageCount")]
    public static ulong GetFreePageCount() => PageStore.FreePages();

    /// <summary>The table of page types, a byte for each.</summary>
    [PlugMember("get_RatAddress")]
    public static ulong GetRatAddress() => PageStore.TypeTable();

    /// <summary>Counts pages by type.</summary>
    [PlugMember]
    public static void GetPageCountsByType(
        out ulong empty, out ulong gcHeap, out ulong heapSmall, out ulong heapMedium, out ulong heapLarge, out ulong unmanaged,
        out ulong pageDirectory, out ulong pageAllocator, out ulong smt, out ulong extension, out ulong unknown)
        => PageStore.CountByType(
            out empty, out gcHeap, out heapSmall, out heapMedium, out heapLarge, out unmanaged,
            out pageDirectory, out pageAllocator, out smt, out extension, out unknown);
}
