using System;
using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>A directory under /proc. Fixed names stand first, then those of numbers (processes, threads, descriptors).</summary>
/// <param name="fileSystem">The file system.</param>
/// <param name="number">Its inode number.</param>
/// <param name="parentNumber">That of the directory above.</param>
/// <param name="process">The process that it tells about, or null.</param>
/// <param name="mode">Its permissions.</param>
internal class ProcDirectory(
    ProcFileSystem fileSystem, ulong number, ulong parentNumber, Process? process = null, FileMode mode = ProcDirectory.Everybody)
    : ProcInode(fileSystem, number, FileMode.Directory | mode, process)
{
    private const FileMode Everybody = (FileMode)0x16D; // r-xr-xr-x
    private const int FirstFixed = 2;
    private const long FirstNumbered = 1 << 16;
    private readonly List<(string Name, Inode Inode)> _fixed = [];
    private readonly Dictionary<string, Inode> _byName = [];

    /// <inheritdoc/>
    protected override uint LinkCount => 2;

    /// <summary>Adds a fixed name.</summary>
    public void Add(string name, Inode inode)
    {
        _fixed.Add((name, inode));
        _byName.Add(name, inode);
    }

    /// <inheritdoc/>
    public override Errno Lookup(string name, out Inode? child)
    {
        if (_byName.TryGetValue(name, out child)) return Errno.None;
        if (int.TryParse(name, System.Globalization.NumberStyles.None, null, out int id) && id.ToString() == name) child = Find(id);
        return child is null ? Errno.ENOENT : Errno.None;
    }

    /// <inheritdoc/>
    public override Errno ReadDirectory(long cursor, out DirectoryEntry entry)
    {
        entry = default;
        if (cursor is 0 or 1)
        {
            entry = new DirectoryEntry(cursor == 0 ? "." : "..", cursor == 0 ? Number : parentNumber, FileMode.Directory, cursor + 1);
            return Errno.None;
        }
        if (cursor >= FirstFixed && cursor - FirstFixed < _fixed.Count)
        {
            (string name, Inode inode) = _fixed[(int)cursor - FirstFixed];
            entry = new DirectoryEntry(name, inode.Number, inode.Type, cursor + 1);
            return Errno.None;
        }
        // The cursor is the number itself, so that comings and goings in between neither repeat nor skip the others.
        int lowest = (int)Math.Clamp(cursor - FirstNumbered, 0, int.MaxValue);
        int next = int.MaxValue;
        foreach (int id in Numbers)
            if (id >= lowest && id < next) next = id;
        if (next == int.MaxValue || Find(next) is not { } child) return Errno.ENOENT;
        entry = new DirectoryEntry(next.ToString(), child.Number, child.Type, FirstNumbered + next + 1);
        return Errno.None;
    }

    /// <inheritdoc/>
    public override Errno Create(string name, FileMode mode, ulong deviceNumber, out Inode? child)
    {
        child = null;
        return Errno.EACCES;
    }

    /// <inheritdoc/>
    public override Errno CreateSymbolicLink(string name, string target) => Errno.EACCES;

    /// <inheritdoc/>
    public override Errno Link(string name, Inode target) => Errno.EPERM;

    /// <inheritdoc/>
    public override Errno Unlink(string name) => Errno.EPERM;

    /// <inheritdoc/>
    public override Errno RemoveDirectory(string name) => Errno.EPERM;

    /// <inheritdoc/>
    public override Errno Rename(string name, Inode newDirectory, string newName) => Errno.EPERM;

    /// <summary>The numbers among its names, in any order.</summary>
    protected virtual IEnumerable<int> Numbers => [];

    /// <summary>What a number names, or null.</summary>
    protected virtual Inode? Find(int id) => null;
}
