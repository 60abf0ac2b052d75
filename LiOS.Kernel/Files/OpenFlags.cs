using System;

namespace LiOS.Kernel.Files;

/// <summary>The flags of open(2) on x86-64.</summary>
[Flags]
public enum OpenFlags
{
#pragma warning disable CS1591 // The names are open(2)'s own.
    ReadOnly = 0,
    WriteOnly = 1,
    ReadWrite = 2,
    AccessMask = 3,
    Create = 0x40,
    Exclusive = 0x80,
    NoControllingTerminal = 0x100,
    Truncate = 0x200,
    Append = 0x400,
    NonBlock = 0x800,
    Directory = 0x1_0000,
    NoFollow = 0x2_0000,
    NoAccessTime = 0x4_0000,
    CloseOnExec = 0x8_0000,
    Path = 0x20_0000,
#pragma warning restore CS1591
}
