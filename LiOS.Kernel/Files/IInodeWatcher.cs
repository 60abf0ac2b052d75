namespace LiOS.Kernel.Files;

/// <summary>Someone who is told what happens to an inode, without being a user of it. Called with the kernel lock held.</summary>
internal interface IInodeWatcher
{
    /// <summary>Something happened to the inode, or to what a name in it means.</summary>
    /// <param name="what">What, and whether to a directory.</param>
    /// <param name="name">The name in the watched directory; "" when it happened to the watched inode itself.</param>
    /// <param name="cookie">The same number on both sides of a move; 0 for all else.</param>
    /// <param name="child">The place of what it happened to below the watched directory, where that may have lost its name meanwhile; or null.</param>
    void Changed(InodeChanges what, string name, uint cookie, PathNode? child);

    /// <summary>The inode is gone, or its file system is: it is watched no more, and the watcher is not to remove itself.</summary>
    void Ended(InodeChanges reason);
}
