namespace LiOS.Tests.Memory;

/// <summary>What a <see cref="SpaceOperation"/> does.</summary>
internal enum SpaceOperationKind
{
    Map,
    Unmap,
    Protect,
    Discard,
    Remap,
    Fork,
    Evict,
    Truncate,
    Copy,
    Access,
    Load,
    KernelPages,
}
