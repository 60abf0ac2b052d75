using System.Collections.Generic;

namespace LiOS.Kernel.Events;

/// <summary>
/// Counts what all epolls watch. A watch may outlive the descriptor it was made with, so that the limit on descriptors does not
/// bound them; each user has as many as any other (/proc/sys/fs/epoll/max_user_watches).
/// </summary>
internal sealed class EpollWatches
{
    private const int Most = 65_536;
    private readonly Dictionary<uint, int> _users = [];

    /// <summary>Counts one more.</summary>
    /// <param name="user">Who made the epoll.</param>
    /// <returns>Whether there may be one more.</returns>
    public bool TryAdd(uint user)
    {
        int count = _users.GetValueOrDefault(user);
        if (count == Most) return false;
        _users[user] = count + 1;
        return true;
    }

    /// <summary>Counts one less.</summary>
    public void Remove(uint user)
    {
        if (--_users[user] == 0) _users.Remove(user);
    }
}
