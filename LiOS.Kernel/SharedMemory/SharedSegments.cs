using System.Collections.Generic;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Memory;
using LiOS.Machine;

namespace LiOS.Kernel.SharedMemory;

/// <summary>
/// All segments of System V shared memory. How often one is attached is counted in the address spaces when somebody asks: regions come
/// and go below the seam. Guarded by the kernel lock.
/// </summary>
internal sealed class SharedSegments(Kernel kernel)
{
    /// <summary>SHMMNI: how many there may be.</summary>
    public const int Most = 4096;

    /// <summary>SHMMAX: the largest size in bytes; also SHMALL, in pages.</summary>
    public const ulong LargestSize = ulong.MaxValue - (1 << 24);

    private const int SequenceShift = 15;
    private const uint LastSequence = 0xFFFF;
    private const ulong PageMask = PageFrame.Size - 1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly SortedDictionary<int, SharedSegment> _segments = [];
    private uint _sequence;

    /// <summary>Seconds since 1970.</summary>
    public long Now => kernel.Machine.RealTimeNanoseconds / NanosecondsPerSecond;

    /// <summary>The highest place in use, for SHM_INFO; 0 when there is none.</summary>
    public int HighestIndex => FindLast();

    /// <summary>Those there are, by their places.</summary>
    public IReadOnlyCollection<SharedSegment> All
    {
        get
        {
            Sweep();
            return _segments.Values;
        }
    }

    /// <summary>The segment with a number, or null.</summary>
    public SharedSegment? Find(int id) => FindAt(id & ((1 << SequenceShift) - 1)) is { } segment && segment.Id == id ? segment : null;

    /// <summary>The segment at a place (SHM_STAT), or null.</summary>
    public SharedSegment? FindAt(int index)
    {
        if (!_segments.TryGetValue(index, out SharedSegment? segment)) return null;
        if (!segment.IsCondemned || CountAttachments(segment) > 0) return segment;
        _segments.Remove(index);
        return null;
    }

    /// <summary>The segment with a key other than IPC_PRIVATE, or null.</summary>
    public SharedSegment? FindKey(int key)
    {
        foreach (SharedSegment segment in _segments.Values)
            if (segment.Key == key && !segment.IsCondemned) return segment;
        return null;
    }

    /// <summary>The segment that a region shows, or null.</summary>
    public SharedSegment? FindBacking(ulong backingId)
    {
        foreach (SharedSegment segment in _segments.Values)
            if (segment.BackingId == backingId) return segment;
        return null;
    }

    /// <summary>Makes a segment.</summary>
    /// <returns>None; ENOSPC; ENOMEM.</returns>
    public Errno Create(Process maker, int key, ulong size, uint mode, out SharedSegment? segment)
    {
        segment = null;
        Sweep();
        if (_segments.Count == Most) return Errno.ENOSPC;
        if (size > long.MaxValue - PageMask) return Errno.ENOMEM;
        Credentials who = maker.Credentials;
        Errno error = kernel.MemoryFiles.CreateUnnamed((FileMode)(mode & 0x1B6), FileSeals.Seal, who.EffectiveUserId, who.EffectiveGroupId, out Inode? inode);
        if (error != Errno.None) return error;
        inode!.AddUser();
        ulong backingId = 0;
        error = inode.Truncate((long)((size + PageMask) & ~PageMask));
        if (error == Errno.None) error = kernel.PageCache.Attach(inode, out backingId);
        if (error != Errno.None)
        {
            inode.RemoveUser();
            return Errno.ENOMEM;
        }
        int index = 0;
        while (_segments.ContainsKey(index)) index++;
        _sequence = (_sequence + 1) & LastSequence;
        segment = new SharedSegment((int)((_sequence << SequenceShift) | (uint)index), size, inode, backingId)
        {
            Key = key,
            UserId = who.EffectiveUserId,
            GroupId = who.EffectiveGroupId,
            CreatorUserId = who.EffectiveUserId,
            CreatorGroupId = who.EffectiveGroupId,
            CreatorId = maker.Id,
            ChangeTime = Now,
        };
        segment.SetRights(mode);
        _segments.Add(index, segment);
        return Errno.None;
    }

    /// <summary>Removes a segment (IPC_RMID): at once, or with its last attachment.</summary>
    public void Remove(SharedSegment segment)
    {
        if (segment.IsCondemned) return;
        segment.Mode |= SharedSegment.Condemned;
        segment.Key = 0;
        // From now on only mappings keep what is in it.
        segment.Inode.RemoveUser();
        Sweep();
    }

    /// <summary>How often a segment is attached, by all processes.</summary>
    public ulong CountAttachments(SharedSegment segment)
    {
        ulong count = 0;
        HashSet<ProcessMemory> seen = [];
        foreach (Process process in kernel.Processes.Processes)
        {
            if (process.IsZombie || process.Memory.GetMappedFile(segment.BackingId) is null || !seen.Add(process.Memory)) continue;
            for (ulong at = 0; process.Memory.Space.Query(at, out RegionInfo region); at = region.End)
                if (region.BackingId == segment.BackingId) count++;
        }
        return count;
    }

    /// <summary>Pages of a segment that are in memory now.</summary>
    public static ulong CountPages(SharedSegment segment) => (ulong)segment.Inode.Attributes.Blocks512 * 512 / PageFrame.Size;

    /// <summary>/proc/sysvipc/shm.</summary>
    public string Describe()
    {
        StringBuilder text = new("       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime                   rss                  swap\n");
        foreach (SharedSegment s in All)
        {
            string mode = System.Convert.ToString((int)s.Mode, 8);
            text.Append($"{s.Key,10} {s.Id,10}  {mode,4} {s.Size,21} {s.CreatorId,5} {s.LastId,5}  {CountAttachments(s),5} ");
            text.Append($"{s.UserId,5} {s.GroupId,5} {s.CreatorUserId,5} {s.CreatorGroupId,5} {s.AttachTime,10} {s.DetachTime,10} {s.ChangeTime,10} ");
            text.Append($"{CountPages(s) * PageFrame.Size,21} {0,21}\n");
        }
        return text.ToString();
    }

    /// <summary>Forgets those that were condemned and are attached no more.</summary>
    private void Sweep()
    {
        List<int> gone = [];
        foreach ((int index, SharedSegment segment) in _segments)
            if (segment.IsCondemned && CountAttachments(segment) == 0) gone.Add(index);
        foreach (int index in gone) _segments.Remove(index);
    }

    private int FindLast()
    {
        int last = 0;
        foreach ((int index, _) in _segments) last = index;
        return last;
    }
}
