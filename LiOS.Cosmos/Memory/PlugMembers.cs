using System;

namespace LiOS.Cosmos.Memory;

/// <summary>The members of Cosmos's page allocator that <see cref="PageAllocatorPlug"/> replaces.</summary>
[Flags]
internal enum PlugMembers
{
    None = 0,
    InitializeHeap = 1,
    AllocPages = 2,
    GetFirstPageAllocatorIndex = 4,
    GetPageType = 8,
    Free = 16,
    FreePageCount = 32,
    RatAddress = 64,
    GetPageCountsByType = 128,
}
