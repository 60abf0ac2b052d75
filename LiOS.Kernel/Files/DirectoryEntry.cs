namespace LiOS.Kernel.Files;

/// <summary>One name in a directory.</summary>
/// <param name="Name">The name: one char per byte (Latin-1), so that any byte string survives.</param>
/// <param name="InodeNumber">The inode it names.</param>
/// <param name="Type">The type bits of the mode (<see cref="FileMode.TypeMask"/>).</param>
/// <param name="NextCursor">Where reading goes on behind this entry (d_off of getdents64(2)).</param>
public readonly record struct DirectoryEntry(string Name, ulong InodeNumber, FileMode Type, long NextCursor);
