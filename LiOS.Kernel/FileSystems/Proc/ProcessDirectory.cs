using System;
using System.Collections.Generic;
using LiOS.Kernel.Files;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>/proc/pid, and /proc/pid/task/tid, which shows the same of one thread.</summary>
internal sealed class ProcessDirectory : ProcDirectory
{
    private const int NumberShift = 20;
    private const ulong ThreadBit = 1UL << 60, TaskBit = 1UL << 61, DescriptorBit = 1UL << 62;
    private ulong _next;

    /// <summary>Makes the directory of a process.</summary>
    public ProcessDirectory(ProcFileSystem fileSystem, Process process, ulong parentNumber) : this(fileSystem, process, null, parentNumber)
    {
        Add("task", new TaskDirectory(fileSystem, process, TaskBit | _next++, Number));
    }

    private ProcessDirectory(ProcFileSystem fileSystem, Process process, ProcessThread? thread, ulong parentNumber)
        : base(fileSystem, MakeNumber(process, thread), parentNumber, process)
    {
        Process = process;
        _next = Number + 1;
        ProcessTexts texts = new(process, thread);
        AddPrivate("maps", texts.Maps);
        AddPrivate("smaps", texts.DetailedMaps);
        AddPrivate("smaps_rollup", texts.MapsSummary);
        AddPrivate("gaps", texts.Gaps);
        Add("status", texts.Status);
        Add("stat", texts.Statistics);
        Add("statm", texts.MemoryStatistics);
        Add("cmdline", texts.CommandLine);
        Add("comm", () => texts.Name + "\n", texts.Rename);
        AddPrivate("environ", texts.Environment);
        AddPrivate("auxv", texts.AuxiliaryVector);
        Add("mounts", texts.Mounts);
        Add("mountinfo", texts.MountInformation);
        Add("limits", texts.Limits);
        Add("oom_score", texts.OutOfMemoryScore);
        Add("oom_score_adj", () => $"{process.OutOfMemoryAdjustment}\n", texts.AdjustOutOfMemory);
        Add("mem", new ProcMemory(fileSystem, _next++, process));
        AddLink("exe", () => Alive?.Memory.Executable);
        AddLink("cwd", () => Alive?.Paths.WorkingDirectory);
        AddLink("root", () => Alive?.Paths.Root);
        Add("fd", new DescriptorDirectory(fileSystem, process, DescriptorBit | _next++, Number));
    }

    /// <summary>The process.</summary>
    public Process Process { get; }

    private Process? Alive => Process.IsZombie ? null : Process;

    private static ulong MakeNumber(Process process, ProcessThread? thread) =>
        thread is null ? (ulong)process.Id << NumberShift : ThreadBit | ((ulong)thread.ThreadId << NumberShift);

    private void Add(string name, Func<string> read, Func<string, Errno>? write = null) => Add(name, new ProcText(Proc, _next++, read, write, Process));

    private void AddPrivate(string name, Func<string> read) => Add(name, new ProcText(Proc, _next++, read, null, Process, isPrivate: true));

    private void AddLink(string name, Func<PathNode?> find) =>
        Add(name, new ProcLink(Proc, _next++, () => find()?.GetPath(Kernel.Vfs.Root), find, Process));

    /// <summary>/proc/pid/task: a directory for each thread.</summary>
    private sealed class TaskDirectory(ProcFileSystem fileSystem, Process process, ulong number, ulong parentNumber)
        : ProcDirectory(fileSystem, number, parentNumber, process)
    {
        private readonly Dictionary<ProcessThread, ProcessDirectory> _directories = [];

        private Process Process { get; } = process;

        protected override IEnumerable<int> Numbers
        {
            get
            {
                foreach (ProcessThread thread in Process.Threads) yield return thread.ThreadId;
            }
        }

        protected override Inode? Find(int id)
        {
            foreach (ProcessThread thread in Process.Threads)
            {
                if (thread.ThreadId != id) continue;
                if (_directories.TryGetValue(thread, out ProcessDirectory? directory)) return directory;
                if (_directories.Count >= 2 * Process.Threads.Count) ForgetEnded();
                _directories.Add(thread, directory = new ProcessDirectory(Proc, Process, thread, Number));
                return directory;
            }
            return null;
        }

        private void ForgetEnded()
        {
            HashSet<ProcessThread> living = [.. Process.Threads];
            foreach (ProcessThread thread in _directories.Keys)
                if (!living.Contains(thread)) _directories.Remove(thread);
        }
    }

    /// <summary>/proc/pid/fd: a link for each descriptor.</summary>
    private sealed class DescriptorDirectory(ProcFileSystem fileSystem, Process process, ulong number, ulong parentNumber)
        : ProcDirectory(fileSystem, number, parentNumber, process, (FileMode)0x140) // r-x------
    {
        private Process Process { get; } = process;

        protected override IEnumerable<int> Numbers
        {
            get
            {
                if (Process.IsZombie) yield break;
                for (int i = 0; i < Process.Files.End; i++)
                    if (Process.Files[i] is not null) yield return i;
            }
        }

        protected override Inode? Find(int id) => Process.IsZombie || Process.Files[id] is null
            ? null
            : new ProcLink(Proc, Number + 1 + (ulong)id, () => Describe(Process.Files[id]), () => Target(Process.Files[id]), Process, RightsOf(Process.Files[id]!));

        /// <summary>The rights tell how the file was opened (proc(5)).</summary>
        private static FileMode RightsOf(OpenFile file) => (FileMode)((file.CanRead ? 0x100 : 0) | (file.CanWrite ? 0x80 : 0) | 0x40);

        private string? Describe(OpenFile? file) => file is null ? null : file.Node is { } node ? node.GetPath(Kernel.Vfs.Root) : file.Path;

        private static PathNode? Target(OpenFile? file) => file is null ? null : file.Node ?? PathNode.Detached(file.Inode, file.Path);
    }
}
