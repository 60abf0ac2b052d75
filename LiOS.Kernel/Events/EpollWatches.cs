namespace LiOS.Kernel.Events;

/// <summary>
/// Counts what all epolls watch. A watch may outlive the descriptor it was made with, so that the limit on descriptors does not
/// bound them (/proc/sys/fs/epoll/max_user_watches).
/// </summary>
internal sealed class EpollWatches
{
    private const int Most = 65_536;
    private int _count;

    /// <summary>Counts one more.</summary>
    /// <returns>Whether there may be one more.</returns>
    public bool TryAdd()
    {
        if (_count == Most) return false;
        _count++;
        return true;
    }

    /// <summary>Counts one less.</summary>
    public void Remove() => _count--;
}
