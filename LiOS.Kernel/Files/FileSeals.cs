using System;

namespace LiOS.Kernel.Files;

/// <summary>What nobody may do with a file in memory any more (fcntl(2), File Sealing).</summary>
[Flags]
public enum FileSeals
{
#pragma warning disable CS1591 // The names are the manual's own.
    None = 0,
    Seal = 1,
    Shrink = 2,
    Grow = 4,
    Write = 8,
    FutureWrite = 0x10,
    Execute = 0x20,
    All = 0x3F,
#pragma warning restore CS1591
}
