using System;
using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Kernel.Log;
using LiOS.Machine;

namespace LiOS.Kernel.Processes.Memory;

/// <summary>
/// The memory of a program: its address space, and what the kernel knows about it beyond the regions. Shared by the threads
/// of a process, and with a child of vfork until it executes something.
/// </summary>
internal sealed class ProcessMemory(AddressSpace space)
{
    internal static readonly Logger Log = new("mm");

    private const int FewFiles = 16;

    private readonly Dictionary<ulong, PathNode> _mappedFiles = [];
    private int _mostFiles = FewFiles;
    private int _references = 1;
    private OpenFile? _executable;

    /// <summary>The regions and pages.</summary>
    public AddressSpace Space { get; } = space;

    /// <summary>The program that runs here, for /proc/pid/exe.</summary>
    public PathNode? Executable => _executable?.Node;

    /// <summary>Where the break area starts, page-aligned.</summary>
    public ulong BreakStart { get; set; }

    /// <summary>The break: the first byte that is not the program's.</summary>
    public ulong Break { get; set; }

    /// <summary>Where the strings of the arguments lie, from start to end.</summary>
    public (ulong Start, ulong End) Arguments { get; set; }

    /// <summary>Where the strings of the environment lie, from start to end.</summary>
    public (ulong Start, ulong End) Environment { get; set; }

    /// <summary>The stack pointer that the program started with.</summary>
    public ulong StackStart { get; set; }

    /// <summary>The auxiliary vector, for /proc/pid/auxv.</summary>
    public byte[] AuxiliaryVector { get; set; } = [];

    /// <summary>Whether whatever is mapped from now on is locked, too (MCL_FUTURE).</summary>
    public bool LocksFuture { get; set; }

    /// <summary>Whether anything was ever locked here.</summary>
    public bool HasLocks { get; set; }

    /// <summary>How many processes use it.</summary>
    public bool IsShared => _references > 1;

    /// <summary>Names the program that runs here.</summary>
    public void SetExecutable(PathNode node)
    {
        // It counts as opened and read (inotify(7)), and as closed when the last one that runs it is gone.
        InodeFile file = new(node.Inode, OpenFlags.ReadOnly) { Node = node };
        node.Tell(InodeChanges.Open);
        node.Tell(InodeChanges.Access);
        TakeExecutable(file);
    }

    /// <summary>
    /// Notes that a file is going to be mapped. It stays in use for a while after the mapping has gone: regions are split and merged
    /// below the seam, so that all are looked through to find out, which is done when the files have become twice as many.
    /// </summary>
    public void AddMappedFile(ulong backingId, PathNode node)
    {
        if (!_mappedFiles.TryAdd(backingId, node)) return;
        node.Inode.AddUser();
        if (_mappedFiles.Count <= _mostFiles) return;
        ForgetUnmapped(backingId);
        _mostFiles = Math.Max(FewFiles, _mappedFiles.Count * 2);
    }

    /// <summary>A part of a file is mapped no longer. One that has no name any more may have been kept by that alone, with all that it holds.</summary>
    public void NoteUnmapped(ulong backingId)
    {
        if (GetMappedFile(backingId) is { } node && node.Inode.Attributes.LinkCount == 0) ForgetUnmapped(0);
    }

    /// <summary>The file behind a region, or null.</summary>
    public PathNode? GetMappedFile(ulong backingId) => _mappedFiles.GetValueOrDefault(backingId);

    /// <summary>Makes a copy-on-write copy (fork).</summary>
    /// <returns>The copy, or null when there is no memory.</returns>
    public ProcessMemory? Fork()
    {
        if (Space.Fork(out AddressSpace? child) != Errno.None) return null;
        // Locks are not inherited (mlock(2)).
        if (HasLocks) child!.SetAllLocked(false);
        ProcessMemory copy = new(child!)
        {
            BreakStart = BreakStart,
            Break = Break,
            Arguments = Arguments,
            Environment = Environment,
            StackStart = StackStart,
            AuxiliaryVector = AuxiliaryVector,
        };
        if (_executable is { } executable)
        {
            executable.Retain();
            copy.TakeExecutable(executable);
        }
        foreach ((ulong id, PathNode node) in _mappedFiles) copy.AddMappedFile(id, node);
        return copy;
    }

    /// <summary>Takes another reference.</summary>
    public ProcessMemory Retain()
    {
        _references++;
        return this;
    }

    /// <summary>Gives a reference back; the last one frees the space. No context may use it any more.</summary>
    public void Release()
    {
        if (--_references != 0) return;
        Space.Dispose();
        ForgetExecutable();
        foreach (PathNode node in _mappedFiles.Values) node.Inode.RemoveUser();
    }

    private void TakeExecutable(OpenFile file)
    {
        file.Inode.ExecutorCount++;
        ForgetExecutable();
        _executable = file;
    }

    /// <summary>Gives up the files that no region has any more.</summary>
    /// <param name="expected">A file that will be mapped in a moment, or 0.</param>
    private void ForgetUnmapped(ulong expected)
    {
        HashSet<ulong> mapped = [expected];
        for (ulong at = 0; Space.Query(at, out RegionInfo region); at = region.End) mapped.Add(region.BackingId);
        foreach ((ulong id, PathNode node) in _mappedFiles)
        {
            if (mapped.Contains(id)) continue;
            _mappedFiles.Remove(id);
            node.Inode.RemoveUser();
        }
    }

    private void ForgetExecutable()
    {
        if (_executable is null) return;
        _executable.Inode.ExecutorCount--;
        _executable.Release();
    }
}
