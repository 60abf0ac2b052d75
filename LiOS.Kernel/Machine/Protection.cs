using System;

namespace LiOS.Machine;

/// <summary>Rights of a mapping: the PROT_ values of mmap(2).</summary>
[Flags]
public enum Protection
{
    /// <summary>No access at all (PROT_NONE).</summary>
    None = 0,

    /// <summary>Pages may be read (PROT_READ).</summary>
    Read = 1,

    /// <summary>Pages may be written (PROT_WRITE); implies reading on x86-64.</summary>
    Write = 2,

    /// <summary>Pages may be executed (PROT_EXEC); implies reading on x86-64.</summary>
    Execute = 4,
}
