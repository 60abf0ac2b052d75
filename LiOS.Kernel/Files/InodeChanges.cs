using System;

namespace LiOS.Kernel.Files;

/// <summary>What happens to a file, with the bits of inotify(7).</summary>
[Flags]
internal enum InodeChanges : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>IN_ACCESS: it was read.</summary>
    Access = 1,

    /// <summary>IN_MODIFY: it was written or given another size.</summary>
    Modify = 2,

    /// <summary>IN_ATTRIB: mode, owner, times or the number of names changed.</summary>
    Attributes = 4,

    /// <summary>IN_CLOSE_WRITE: an open file that could be written was closed.</summary>
    CloseWritten = 8,

    /// <summary>IN_CLOSE_NOWRITE: an open file that could only be read was closed.</summary>
    CloseRead = 0x10,

    /// <summary>IN_OPEN: it was opened.</summary>
    Open = 0x20,

    /// <summary>IN_MOVED_FROM: a name has left the directory.</summary>
    MovedFrom = 0x40,

    /// <summary>IN_MOVED_TO: a name has come into the directory.</summary>
    MovedTo = 0x80,

    /// <summary>IN_CREATE: the directory has a new name.</summary>
    Create = 0x100,

    /// <summary>IN_DELETE: a name in the directory was removed.</summary>
    Delete = 0x200,

    /// <summary>IN_DELETE_SELF: the file itself is gone.</summary>
    DeleteSelf = 0x400,

    /// <summary>IN_MOVE_SELF: the file itself has another name.</summary>
    MoveSelf = 0x800,

    /// <summary>IN_UNMOUNT: its file system was taken from the tree.</summary>
    Unmount = 0x2000,

    /// <summary>IN_ISDIR: what it happened to is a directory.</summary>
    IsDirectory = 0x4000_0000,
}
