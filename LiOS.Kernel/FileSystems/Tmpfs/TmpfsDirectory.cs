using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Tmpfs;

/// <summary>The names in a directory, in the order of their making: a cursor stays good while names come and go.</summary>
internal sealed class TmpfsDirectory
{
    /// <summary>Cursors 0 and 1 stand for "." and "..".</summary>
    private const long FirstCursor = 2;

    private readonly Dictionary<string, Entry> _byName = [];
    private readonly List<Entry> _inOrder = [];
    private long _nextCursor = FirstCursor;

    private sealed record Entry(string Name, TmpfsInode Inode, long Cursor);

    public int Count => _byName.Count;

    public TmpfsInode? Find(string name) => _byName.TryGetValue(name, out Entry? entry) ? entry.Inode : null;

    public void Add(string name, TmpfsInode inode)
    {
        Entry entry = new(name, inode, _nextCursor++);
        _byName.Add(name, entry);
        _inOrder.Add(entry);
    }

    public void Remove(string name)
    {
        _byName.Remove(name, out Entry? entry);
        _inOrder.RemoveAt(IndexOf(entry!.Cursor));
    }

    public Errno Read(long cursor, out DirectoryEntry entry)
    {
        entry = default;
        int index = IndexOf(cursor);
        if (index == _inOrder.Count) return Errno.ENOENT;
        Entry found = _inOrder[index];
        entry = new DirectoryEntry(found.Name, found.Inode.Number, found.Inode.Type, found.Cursor + 1);
        return Errno.None;
    }

    /// <summary>The place of the first entry at a cursor or behind it.</summary>
    private int IndexOf(long cursor)
    {
        int low = 0;
        int high = _inOrder.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_inOrder[middle].Cursor < cursor) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
