using System;

namespace LiOS.Kernel.Files;

/// <summary>What someone wants to do with an inode: the mode argument of access(2).</summary>
[Flags]
public enum AccessMode
{
    /// <summary>Nothing but existence (F_OK).</summary>
    Exists = 0,

    /// <summary>Execute a file or search a directory (X_OK).</summary>
    Execute = 1,

    /// <summary>Write (W_OK).</summary>
    Write = 2,

    /// <summary>Read (R_OK).</summary>
    Read = 4,
}
