using System;

namespace LiOS.Kernel.Files;

/// <summary>Type and permission bits of an inode: st_mode of inode(7).</summary>
[Flags]
public enum FileMode : uint
{
#pragma warning disable CS1591 // The names are inode(7)'s own.
    None = 0,
    TypeMask = 0xF000,
    Socket = 0xC000,
    SymbolicLink = 0xA000,
    Regular = 0x8000,
    BlockDevice = 0x6000,
    Directory = 0x4000,
    CharacterDevice = 0x2000,
    Fifo = 0x1000,
    SetUserId = 0x800,
    SetGroupId = 0x400,
    Sticky = 0x200,
    PermissionMask = 0xFFF,
#pragma warning restore CS1591
}
