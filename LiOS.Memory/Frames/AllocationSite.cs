namespace LiOS.Memory;

/// <summary>
/// The places in this library that ask for frames, by name, so that tests can make exactly one of them fail. Each name is
/// used in one place, and each place has a name.
/// </summary>
internal enum AllocationSite : byte
{
    /// <summary>A caller outside the library. As the site of an injected failure: any.</summary>
    Outside = 0,

    /// <summary>The page of zeros, at boot.</summary>
    ZeroPage,

    /// <summary>A page table of any level.</summary>
    PageTable,

    /// <summary>A space's own copy of a page table that it shared since a fork.</summary>
    UnsharedTable,

    /// <summary>The top table of a new space.</summary>
    TopTable,

    /// <summary>A slab for the record of a new space.</summary>
    SpaceRecord,

    /// <summary>A slab for the first gap of a new space.</summary>
    FirstGap,

    /// <summary>A slab for the regions that an operation may need.</summary>
    RegionNodes,

    /// <summary>A slab for the gaps that an operation may need.</summary>
    GapNodes,

    /// <summary>A slab for the record of shared anonymous memory.</summary>
    SharedRecord,

    /// <summary>An index table of shared anonymous memory.</summary>
    SharedIndex,

    /// <summary>A page of shared anonymous memory.</summary>
    SharedPage,

    /// <summary>A page of the kernel's, filled ahead of use.</summary>
    PopulatedPage,

    /// <summary>The frames of a huge page; without them its pages are small ones.</summary>
    HugePage,

    /// <summary>The page table that a huge page is split into one day; without it its pages are small ones.</summary>
    SpareTable,

    /// <summary>A page that a program touched first by writing.</summary>
    FirstTouch,

    /// <summary>A page that a program had read as zeros and now writes.</summary>
    ZeroPageWrite,

    /// <summary>The copy of a page that others have, too.</summary>
    CopyOnWrite,

    /// <summary>A slab of a size class of the kernel heap.</summary>
    HeapSlab,

    /// <summary>A block of the kernel heap of one frame.</summary>
    HeapFrame,

    /// <summary>A block of the kernel heap of several frames, or with a large alignment.</summary>
    HeapBlock,
}
