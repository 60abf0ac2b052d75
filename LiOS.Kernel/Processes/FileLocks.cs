using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.Processes;

/// <summary>
/// Advisory locks: record locks of fcntl(2), owned by a descriptor table, and whole-file locks of flock(2), owned by an
/// open file. The two kinds do not see each other, as on Linux.
/// </summary>
internal sealed class FileLocks
{
    private readonly Dictionary<(Inode, bool IsRecord), List<FileLock>> _locks = [];

    /// <summary>Woken whenever a lock is given up.</summary>
    public WaitQueue Released { get; } = new();

    /// <summary>Finds a lock that keeps a wanted one from being granted.</summary>
    public bool FindConflict(Inode inode, bool isRecord, in FileLock wanted, out FileLock conflict)
    {
        conflict = default;
        if (!_locks.TryGetValue((inode, isRecord), out List<FileLock>? held)) return false;
        foreach (FileLock other in held)
        {
            if (other.Owner == wanted.Owner || !other.Overlaps(wanted.Start, wanted.End) || !(other.IsExclusive || wanted.IsExclusive)) continue;
            conflict = other;
            return true;
        }
        return false;
    }

    /// <summary>Grants a lock that has no conflict; what its owner held in the range is replaced.</summary>
    public void Set(Inode inode, bool isRecord, in FileLock granted)
    {
        Clear(inode, isRecord, granted.Owner, granted.Start, granted.End);
        if (!_locks.TryGetValue((inode, isRecord), out List<FileLock>? held)) _locks.Add((inode, isRecord), held = []);
        held.Add(granted);
    }

    /// <summary>Gives up what an owner holds in a range.</summary>
    public void Clear(Inode inode, bool isRecord, object owner, long start, long end)
    {
        if (!_locks.TryGetValue((inode, isRecord), out List<FileLock>? held)) return;
        for (int i = held.Count - 1; i >= 0; i--)
        {
            FileLock old = held[i];
            if (old.Owner != owner || !old.Overlaps(start, end)) continue;
            held.RemoveAt(i);
            if (old.Start < start) held.Add(old with { End = start });
            if (old.End > end) held.Add(old with { Start = end });
        }
        if (held.Count == 0) _locks.Remove((inode, isRecord));
        Released.WakeAll();
    }

    /// <summary>Gives up every record lock that a descriptor table holds on a file.</summary>
    public void ReleaseRecords(Inode inode, object owner)
    {
        if (_locks.Count != 0) Clear(inode, true, owner, 0, long.MaxValue);
    }
}
