using System;

namespace LiOS.Kernel.Files;

/// <summary>From where and for whom paths are resolved: what threads share or copy with CLONE_FS, and the ids that access is judged by.</summary>
public sealed class PathContext(PathNode root, PathNode workingDirectory)
{
    /// <summary>Where absolute paths start and ".." ends (chroot(2)).</summary>
    public PathNode Root { get; set; } = root;

    /// <summary>Where relative paths start.</summary>
    public PathNode WorkingDirectory { get; set; } = workingDirectory;

    /// <summary>The effective user id; 0 passes every permission check.</summary>
    public uint UserId { get; set; }

    /// <summary>The effective group id.</summary>
    public uint GroupId { get; set; }

    /// <summary>Supplementary groups.</summary>
    public uint[] Groups { get; set; } = [];

    /// <summary>Permission bits that new files do not get (umask(2)).</summary>
    public FileMode Umask { get; set; } = (FileMode)0x12;

    /// <summary>Makes an independent copy (fork).</summary>
    public PathContext Clone() => new(Root, WorkingDirectory) { UserId = UserId, GroupId = GroupId, Groups = Groups, Umask = Umask };

    /// <summary>Whether the ids belong to a group.</summary>
    public bool IsInGroup(uint groupId) => GroupId == groupId || Array.IndexOf(Groups, groupId) >= 0;
}
