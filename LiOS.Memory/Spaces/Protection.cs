using System;

namespace LiOS.Memory;

/// <summary>Rights of a region, and the kinds of access: the PROT_ values of mmap(2).</summary>
[Flags]
public enum Protection
{
    /// <summary>No access (PROT_NONE).</summary>
    None = 0,

    /// <summary>Reading (PROT_READ).</summary>
    Read = 1,

    /// <summary>Writing (PROT_WRITE); implies reading on x86-64.</summary>
    Write = 2,

    /// <summary>Fetching instructions (PROT_EXEC); implies reading on x86-64.</summary>
    Execute = 4,
}
