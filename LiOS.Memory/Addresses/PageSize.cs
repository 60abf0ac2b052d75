namespace LiOS.Memory;

/// <summary>The sizes a mapping can have (Intel SDM volume 3, 4.5). The value is the level of the table that holds the entry, minus one.</summary>
public enum PageSize
{
    /// <summary>4 KiB: an entry of a page table.</summary>
    Size4KiB = 0,

    /// <summary>2 MiB: an entry of a page directory.</summary>
    Size2MiB = 1,

    /// <summary>1 GiB: an entry of a page-directory-pointer table; needs CPUID 80000001h EDX bit 26.</summary>
    Size1GiB = 2,
}
