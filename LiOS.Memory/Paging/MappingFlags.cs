using System;

namespace LiOS.Memory;

/// <summary>Rights and memory type of a mapping made directly with <see cref="Mapper"/>. Reading is always allowed.</summary>
[Flags]
public enum MappingFlags
{
    /// <summary>Ring 0 may read.</summary>
    None = 0,

    /// <summary>Writes are allowed.</summary>
    Write = 1,

    /// <summary>Instructions may be fetched.</summary>
    Execute = 2,

    /// <summary>Ring 3 has the same rights.</summary>
    User = 4,

    /// <summary>Survives a reload of CR3 (only for what is the same in every space and never changes).</summary>
    Global = 8,

    /// <summary>Uncached (PCD and PWT set: PAT entry 3, UC after reset).</summary>
    Uncached = 16,

    /// <summary>Memory type of PAT entry 1 (PWT set): write-through after reset, write-combining where the nucleus says so.</summary>
    WriteCombining = 32,
}
