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

    private readonly Dictionary<ulong, PathNode> _mappedFiles = [];
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

    /// <summary>Notes that a file is mapped, or about to be: it stays in use until <see cref="ForgetUnmapped"/> finds it no longer is.</summary>
    public void AddMappedFile(ulong backingId, PathNode node)
    {
        if (_mappedFiles.TryAdd(backingId, node)) node.Inode.AddUser();
    }

    /// <summary>The files mapped in a range, by their backing numbers.</summary>
    public HashSet<ulong> FindMappedFiles(ulong start, ulong length)
    {
        HashSet<ulong> files = [];
        ulong end = length > ulong.MaxValue - start ? ulong.MaxValue : start + length;
        for (ulong at = start; _mappedFiles.Count > 0 && Space.Query(at, out RegionInfo region) && region.Start < end; at = region.End)
            if (_mappedFiles.ContainsKey(region.BackingId)) files.Add(region.BackingId);
        return files;
    }

    /// <summary>Lets go of files that no region maps any more. Regions are split and merged below the seam, so they are looked at, not counted.</summary>
    /// <param name="files">Backing numbers of files that may have lost their last region; emptied.</param>
    public void ForgetUnmapped(HashSet<ulong> files)
    {
        for (ulong at = AddressSpace.UserBase; files.Count > 0 && Space.Query(at, out RegionInfo region); at = region.End) files.Remove(region.BackingId);
        foreach (ulong id in files)
            if (_mappedFiles.Remove(id, out PathNode? node)) node.Inode.RemoveUser();
        files.Clear();
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

    private void ForgetExecutable()
    {
        if (_executable is null) return;
        _executable.Inode.ExecutorCount--;
        _executable.Release();
    }
}
