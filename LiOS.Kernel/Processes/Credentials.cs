namespace LiOS.Kernel.Processes;

/// <summary>Who a process acts for (credentials(7)). Immutable: a change replaces the whole value.</summary>
internal sealed record Credentials
{
    /// <summary>The superuser's.</summary>
    public static Credentials Root { get; } = new();

    /// <summary>The real user.</summary>
    public uint UserId { get; init; }

    /// <summary>The user that access is judged by.</summary>
    public uint EffectiveUserId { get; init; }

    /// <summary>The saved set-user-ID.</summary>
    public uint SavedUserId { get; init; }

    /// <summary>The real group.</summary>
    public uint GroupId { get; init; }

    /// <summary>The group that access is judged by.</summary>
    public uint EffectiveGroupId { get; init; }

    /// <summary>The saved set-group-ID.</summary>
    public uint SavedGroupId { get; init; }

    /// <summary>Supplementary groups.</summary>
    public uint[] Groups { get; init; } = [];

    /// <summary>Whether every check is passed.</summary>
    public bool IsPrivileged => EffectiveUserId == 0;

    /// <summary>Whether a user id is one of the process's own.</summary>
    public bool HasUser(uint id) => id == UserId || id == EffectiveUserId || id == SavedUserId;

    /// <summary>Whether a group id is one of the process's own.</summary>
    public bool HasGroup(uint id) => id == GroupId || id == EffectiveGroupId || id == SavedGroupId;

    /// <summary>Whether these credentials may send a signal to a process with others (kill(2)).</summary>
    public bool MaySignal(Credentials target) =>
        IsPrivileged || UserId == target.UserId || UserId == target.SavedUserId
        || EffectiveUserId == target.UserId || EffectiveUserId == target.SavedUserId;

    /// <summary>
    /// Whether these credentials may look into a process with others and change its limits: all its ids must be one's real ones
    /// (ptrace(2), Ptrace access mode checking; prlimit(2)).
    /// </summary>
    public bool MayInspect(Credentials target) =>
        IsPrivileged
        || (UserId == target.UserId && UserId == target.EffectiveUserId && UserId == target.SavedUserId
            && GroupId == target.GroupId && GroupId == target.EffectiveGroupId && GroupId == target.SavedGroupId);
}
