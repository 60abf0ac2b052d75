using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.Events;

/// <summary>One inode that an inotify instance watches.</summary>
/// <param name="owner">The instance.</param>
/// <param name="descriptor">Its number there.</param>
/// <param name="inode">The inode.</param>
internal sealed class InotifyWatch(InotifyFile owner, int descriptor, Inode inode) : IInodeWatcher
{
    /// <summary>IN_ALL_EVENTS: what can be asked for.</summary>
    public const uint AllEvents = 0xFFF;

    /// <summary>IN_ONLYDIR: only a directory is to be watched.</summary>
    public const uint OnlyDirectory = 0x0100_0000;

    /// <summary>IN_DONT_FOLLOW: a symbolic link is watched itself.</summary>
    public const uint DoNotFollow = 0x0200_0000;

    /// <summary>IN_EXCL_UNLINK: nothing is told of what has lost its name in the directory.</summary>
    public const uint ExcludeUnlinked = 0x0400_0000;

    /// <summary>IN_MASK_CREATE: an inode that is watched already is an error.</summary>
    public const uint MaskCreate = 0x1000_0000;

    /// <summary>IN_MASK_ADD: the events are added to those of a watch that there is.</summary>
    public const uint MaskAdd = 0x2000_0000;

    /// <summary>IN_ONESHOT: told once, then no more.</summary>
    public const uint OneShot = 0x8000_0000;

    private const uint AlwaysWanted = (uint)InodeChanges.Unmount;

    /// <summary>The number that events carry.</summary>
    public int Descriptor => descriptor;

    /// <summary>The watched inode.</summary>
    public Inode Inode => inode;

    /// <summary>The wanted events, with <see cref="ExcludeUnlinked"/> and <see cref="OneShot"/>.</summary>
    public uint Mask { get; set; }

    /// <inheritdoc/>
    public void Changed(InodeChanges what, string name, uint cookie, PathNode? child)
    {
        if (((uint)what & Mask & AllEvents) == 0) return;
        if ((Mask & ExcludeUnlinked) != 0 && child is not null && HasLostName(child)) return;
        // For what happens to the inode itself by another name, Linux has never said whether it is a directory.
        if ((what & (InodeChanges.DeleteSelf | InodeChanges.MoveSelf)) != 0) what &= ~InodeChanges.IsDirectory;
        owner.Queue(new InotifyEvent(descriptor, (uint)what, cookie, name));
        if ((Mask & OneShot) != 0) owner.Remove(this);
    }

    /// <inheritdoc/>
    public void Ended(InodeChanges reason)
    {
        if (((uint)reason & (Mask | AlwaysWanted)) != 0) owner.Queue(new InotifyEvent(descriptor, (uint)reason, 0, ""));
        owner.Forget(this);
    }

    private bool HasLostName(PathNode child) => inode.Lookup(child.Name, out Inode? now) != Errno.None || now != child.Inode;
}
