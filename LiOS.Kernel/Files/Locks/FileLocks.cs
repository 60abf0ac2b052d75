using System;
using System.Collections.Generic;

namespace LiOS.Kernel.Files.Locks;

/// <summary>
/// The advisory locks on one inode: record locks of fcntl(2), owned by a descriptor table or an open file, and whole-file
/// locks of flock(2), owned by an open file. The two kinds do not see each other, as on Linux. Guarded by the kernel lock.
/// </summary>
internal sealed class FileLocks
{
    // In order of their starts; those of one owner neither overlap nor, when they are of the same kind, touch.
    private readonly List<FileLock> _records = [], _files = [];

    /// <summary>Woken whenever a lock is given up or weakened.</summary>
    public WaitQueue Released { get; } = new();

    /// <summary>Finds the first lock that keeps a wanted one from being granted.</summary>
    public bool FindConflict(bool isRecord, in FileLock wanted, out FileLock conflict)
    {
        foreach (FileLock held in Of(isRecord))
        {
            if (!held.Excludes(wanted)) continue;
            conflict = held;
            return true;
        }
        conflict = default;
        return false;
    }

    /// <summary>Grants a lock that has no conflict. What its owner held in the range is replaced; what it continues becomes one with it.</summary>
    public void Set(bool isRecord, in FileLock granted)
    {
        Clear(isRecord, granted.Owner, granted.Start, granted.End);
        List<FileLock> held = Of(isRecord);
        FileLock whole = granted;
        for (int i = held.Count - 1; i >= 0; i--)
        {
            if (!held[i].Joins(whole)) continue;
            whole = whole with { Start = Math.Min(whole.Start, held[i].Start), End = Math.Max(whole.End, held[i].End) };
            held.RemoveAt(i);
        }
        Insert(held, whole);
    }

    /// <summary>Gives up what an owner holds in a range.</summary>
    public void Clear(bool isRecord, object owner, long start, long end)
    {
        List<FileLock> held = Of(isRecord);
        bool hasChanged = false;
        for (int i = held.Count - 1; i >= 0; i--)
        {
            FileLock old = held[i];
            if (old.Owner != owner || !old.Overlaps(start, end)) continue;
            hasChanged = true;
            held.RemoveAt(i);
            if (old.End > end) Insert(held, old with { Start = end });
            if (old.Start < start) Insert(held, old with { End = start });
        }
        if (hasChanged) Released.WakeAll();
    }

    /// <summary>Gives up everything an owner holds.</summary>
    public void ReleaseAll(object owner)
    {
        Clear(true, owner, 0, long.MaxValue);
        Clear(false, owner, 0, long.MaxValue);
    }

    private List<FileLock> Of(bool isRecord) => isRecord ? _records : _files;

    private static void Insert(List<FileLock> held, in FileLock item)
    {
        int index = 0;
        while (index < held.Count && held[index].Start <= item.Start) index++;
        held.Insert(index, item);
    }
}
