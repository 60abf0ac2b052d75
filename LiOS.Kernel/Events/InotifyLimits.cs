using System.Collections.Generic;

namespace LiOS.Kernel.Events;

/// <summary>How many instances and watches each user may have (/proc/sys/fs/inotify).</summary>
internal sealed class InotifyLimits
{
    /// <summary>max_queued_events: how many wait to be read before they are lost.</summary>
    public const int MostEvents = 16_384;

    /// <summary>max_user_watches.</summary>
    public const int MostWatches = 65_536;

    private readonly Dictionary<uint, (int Instances, int Watches)> _users = [];

    /// <summary>max_user_instances, which may be changed.</summary>
    public int MostInstances { get; set; } = 128;

    /// <summary>Counts one more instance.</summary>
    /// <returns>Whether there may be one more.</returns>
    public bool TryAddInstance(uint userId)
    {
        (int instances, int watches) = _users.GetValueOrDefault(userId);
        if (instances >= MostInstances) return false;
        _users[userId] = (instances + 1, watches);
        return true;
    }

    /// <summary>Counts one more watch.</summary>
    /// <returns>Whether there may be one more.</returns>
    public bool TryAddWatch(uint userId)
    {
        (int instances, int watches) = _users[userId];
        if (watches == MostWatches) return false;
        _users[userId] = (instances, watches + 1);
        return true;
    }

    /// <summary>Counts one watch less.</summary>
    public void RemoveWatch(uint userId) => _users[userId] = _users[userId] with { Watches = _users[userId].Watches - 1 };

    /// <summary>Counts one instance less; it has no watches any more.</summary>
    public void RemoveInstance(uint userId)
    {
        (int instances, int watches) = _users[userId];
        if (instances > 1) _users[userId] = (instances - 1, watches);
        else _users.Remove(userId);
    }
}
