using System.Collections.Generic;

namespace LiOS.Kernel.Files;

/// <summary>Tells who watches an inode what happens to it. Where nobody watches, all of it is a look at one or two fields.</summary>
internal static class InodeWatchers
{
    /// <summary>Adds someone who is told.</summary>
    public static void Watch(this Inode inode, IInodeWatcher watcher)
    {
        (inode.Watchers ??= []).Add(watcher);
        (inode.FileSystem.Watched ??= []).Add(inode);
    }

    /// <summary>Removes a watcher that was added.</summary>
    public static void Unwatch(this Inode inode, IInodeWatcher watcher)
    {
        inode.Watchers!.Remove(watcher);
        if (inode.Watchers.Count == 0) Forget(inode);
    }

    /// <summary>Says that something happened to an inode itself.</summary>
    public static void Tell(this Inode inode, InodeChanges what) => inode.Tell(what, "", 0, null);

    /// <summary>Says that something happened to a name in a directory.</summary>
    public static void TellName(this Inode directory, InodeChanges what, string name, uint cookie = 0) => directory.Tell(what, name, cookie, null);

    /// <summary>Says that something happened to what a place in the tree names: to it, and to the directory that holds its name.</summary>
    public static void Tell(this PathNode node, InodeChanges what)
    {
        Inode? parent = node.Parent?.Inode;
        if (node.Inode.Watchers is null && parent?.Watchers is null) return;
        if (node.Inode.IsDirectory) what |= InodeChanges.IsDirectory;
        parent?.Tell(what, node.Name, 0, node);
        node.Inode.Tell(what, "", 0, null);
    }

    /// <summary>Says that something happened to an open file.</summary>
    public static void Tell(this OpenFile file, InodeChanges what)
    {
        if ((file.Flags & OpenFlags.Path) != 0) return;
        if (file.Node is { } node) node.Tell(what);
        else file.Inode.Tell(what);
    }

    /// <summary>Ends the watching of an inode that is gone.</summary>
    public static void EndWatching(this Inode inode, InodeChanges reason)
    {
        if (inode.Watchers is not { } watchers) return;
        Forget(inode);
        foreach (IInodeWatcher watcher in watchers) watcher.Ended(reason);
    }

    /// <summary>Ends the watching of a file system that is taken from the tree.</summary>
    public static void EndWatching(this FileSystem fileSystem)
    {
        if (fileSystem.Watched is not { } watched) return;
        foreach (Inode inode in new List<Inode>(watched)) inode.EndWatching(InodeChanges.Unmount);
    }

    private static void Tell(this Inode inode, InodeChanges what, string name, uint cookie, PathNode? child)
    {
        if (inode.Watchers is not { } watchers) return;
        // From the last to the first: one that wants to be told once removes itself.
        for (int i = watchers.Count - 1; i >= 0; i--) watchers[i].Changed(what, name, cookie, child);
    }

    private static void Forget(Inode inode)
    {
        inode.Watchers = null;
        inode.FileSystem.Watched?.Remove(inode);
    }
}
