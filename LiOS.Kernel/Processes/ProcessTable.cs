using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Kernel.Log;
using LiOS.Kernel.Processes.Memory;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.Processes;

/// <summary>All processes, threads, process groups and sessions by number. Numbers are shared among the four, as on Linux.</summary>
internal sealed class ProcessTable
{
    /// <summary>One more than the highest number (/proc/sys/kernel/pid_max).</summary>
    public const int MaximumId = 32_768;

    private readonly SortedDictionary<int, Process> _processes = [];
    private readonly Dictionary<int, ProcessThread> _threads = [];
    private readonly Dictionary<int, ProcessGroup> _groups = [];
    private readonly HashSet<int> _sessions = [];
    private int _lastId;

    /// <summary>Every process by number, zombies included.</summary>
    public IReadOnlyCollection<Process> Processes => _processes.Values;

    /// <summary>How many threads there are.</summary>
    public int ThreadCount => _threads.Count;

    /// <summary>Processes made since boot (/proc/stat).</summary>
    public long Created { get; private set; }

    /// <summary>Nanoseconds in ring 3 of threads that are gone, of all processes.</summary>
    public long PastUserTime { get; set; }

    /// <summary>Nanoseconds in ring 3 since boot.</summary>
    public long UserTime
    {
        get
        {
            long sum = PastUserTime;
            foreach (ProcessThread thread in _threads.Values) sum += thread.CpuTime.User;
            return sum;
        }
    }

    /// <summary>The number given out last (/proc/loadavg).</summary>
    public int LastId => _lastId;

    /// <summary>Process 1, to which orphans go.</summary>
    public Process? Initial => Find(1);

    /// <summary>Woken when any process comes or goes.</summary>
    public WaitQueue Changed { get; } = new();

    /// <summary>Finds a number that nothing uses.</summary>
    /// <returns>The number, or 0 when all are taken.</returns>
    public int AllocateId()
    {
        for (int tries = 0; tries < MaximumId; tries++)
        {
            // Low numbers are left to what starts at boot, as on Linux.
            if (++_lastId >= MaximumId) _lastId = 300;
            if (!_processes.ContainsKey(_lastId) && !_threads.ContainsKey(_lastId) && !_groups.ContainsKey(_lastId) && !_sessions.Contains(_lastId)) return _lastId;
        }
        return 0;
    }

    /// <summary>The process with a number, or null; zombies are found too.</summary>
    public Process? Find(int id) => _processes.GetValueOrDefault(id);

    /// <summary>The thread with a number, or null.</summary>
    public ProcessThread? FindThread(int id) => _threads.GetValueOrDefault(id);

    /// <summary>The process with a number, or else that of the thread with it: kill(2) takes either.</summary>
    public Process? FindOwner(int id) => Find(id) ?? FindThread(id)?.Process;

    /// <summary>The process group with a number, or null.</summary>
    public ProcessGroup? FindGroup(int id) => _groups.GetValueOrDefault(id);

    /// <summary>Adds a process.</summary>
    public void Add(Process process)
    {
        _processes.Add(process.Id, process);
        Created++;
        Changed.WakeAll();
    }

    /// <summary>Removes a process that has been waited for.</summary>
    public void Remove(Process process)
    {
        _processes.Remove(process.Id);
        Leave(process);
        Changed.WakeAll();
    }

    /// <summary>Adds a thread.</summary>
    public void Add(ProcessThread thread) => _threads.Add(thread.ThreadId, thread);

    /// <summary>Removes a thread.</summary>
    public void Remove(ProcessThread thread) => _threads.Remove(thread.ThreadId);

    /// <summary>Puts a process into a group, out of the one it was in.</summary>
    public void Join(Process process, ProcessGroup group)
    {
        if (process.Group == group) return;
        Leave(process);
        process.Group = group;
        group.Add(process);
        if (_groups.TryAdd(group.Id, group) && group.Session.GroupCount++ == 0) _sessions.Add(group.Session.Id);
    }

    /// <summary>Takes the pages of a file from an offset on out of every program's memory.</summary>
    public void UnmapFile(ulong backingId, ulong offset)
    {
        foreach (Process process in _processes.Values)
        {
            if (process.IsZombie || process.Memory.GetMappedFile(backingId) is null) continue;
            if (process.Memory.Space.DiscardFile(backingId, offset) != Errno.None)
                ProcessMemory.Log.Write(LogLevel.Warning, $"no memory to take a shortened file's pages from {process.Name} ({process.Id})");
        }
    }

    /// <summary>Whether any program has a shared mapping of a file, through which it might be written.</summary>
    public bool HasSharedMapping(ulong backingId)
    {
        foreach (Process process in _processes.Values)
        {
            if (process.IsZombie || process.Memory.GetMappedFile(backingId) is null) continue;
            for (ulong at = 0; process.Memory.Space.Query(at, out RegionInfo region); at = region.End)
                if (region.IsShared && region.BackingId == backingId) return true;
        }
        return false;
    }

    private void Leave(Process process)
    {
        if (process.Group is not { } old) return;
        old.Remove(process);
        if (old.Members.Count != 0) return;
        _groups.Remove(old.Id);
        if (--old.Session.GroupCount == 0) _sessions.Remove(old.Session.Id);
    }
}
