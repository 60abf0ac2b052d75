using System;

namespace LiOS.Kernel.Files;

/// <summary>From where and for whom paths are resolved: what processes share or copy with CLONE_FS, and the ids that access is judged by.</summary>
public sealed class PathContext
{
    private readonly Places _places;

    /// <summary>Makes a context for the superuser.</summary>
    public PathContext(PathNode root, PathNode workingDirectory) : this(new Places { Root = root, WorkingDirectory = workingDirectory })
    {
    }

    private PathContext(Places places) => _places = places;

    /// <summary>Where absolute paths start and ".." ends (chroot(2)).</summary>
    public PathNode Root
    {
        get => _places.Root;
        set => _places.Root = value;
    }

    /// <summary>Where relative paths start.</summary>
    public PathNode WorkingDirectory
    {
        get => _places.WorkingDirectory;
        set => _places.WorkingDirectory = value;
    }

    /// <summary>The effective user id; 0 passes every permission check.</summary>
    public uint UserId { get; set; }

    /// <summary>The effective group id.</summary>
    public uint GroupId { get; set; }

    /// <summary>Supplementary groups.</summary>
    public uint[] Groups { get; set; } = [];

    /// <summary>Permission bits that new files do not get (umask(2)).</summary>
    public FileMode Umask
    {
        get => _places.Umask;
        set => _places.Umask = value;
    }

    /// <summary>Makes an independent copy (fork).</summary>
    public PathContext Clone() => WithPlaces(new Places { Root = Root, WorkingDirectory = WorkingDirectory, Umask = Umask });

    /// <summary>Makes a context that shares directories and mask with this one (CLONE_FS), but not for whom it acts.</summary>
    public PathContext Share() => WithPlaces(_places);

    /// <summary>Whether the ids belong to a group.</summary>
    public bool IsInGroup(uint groupId) => GroupId == groupId || Array.IndexOf(Groups, groupId) >= 0;

    private PathContext WithPlaces(Places places) => new(places) { UserId = UserId, GroupId = GroupId, Groups = Groups };

    /// <summary>What CLONE_FS shares.</summary>
    private sealed class Places
    {
        public required PathNode Root { get; set; }

        public required PathNode WorkingDirectory { get; set; }

        public FileMode Umask { get; set; } = (FileMode)0x12;
    }
}
