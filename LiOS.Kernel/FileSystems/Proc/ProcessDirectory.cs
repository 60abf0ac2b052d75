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
        : base(fileSystem, MakeNumber(process, thread), parentNumber)
    {
        Process = process;
        _next = Number + 1;
        ProcessTexts texts = new(process, thread);
        Add("maps", texts.Maps);
        Add("smaps", texts.DetailedMaps);
        Add("smaps_rollup", texts.MapsSummary);
        Add("gaps", texts.Gaps);
        Add("status", texts.Status);
        Add("stat", texts.Statistics);
        Add("statm", texts.MemoryStatistics);
        Add("cmdline", texts.CommandLine);
        Add("comm", () => texts.Name + "\n");
        Add("environ", texts.Environment);
        Add("auxv", texts.AuxiliaryVector);
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

    /// <inheritdoc/>
    protected override (uint User, uint Group) Owner => (Process.Credentials.EffectiveUserId, Process.Credentials.EffectiveGroupId);

    private Process? Alive => Process.IsZombie ? null : Process;

    private static ulong MakeNumber(Process process, ProcessThread? thread) =>
        thread is null ? (ulong)process.Id << NumberShift : ThreadBit | ((ulong)thread.ThreadId << NumberShift);

    private void Add(string name, Func<string> read, Func<string, Errno>? write = null) => Add(name, new ProcText(Proc, _next++, read, write));

    private void AddLink(string name, Func<PathNode?> find) =>
        Add(name, new ProcLink(Proc, _next++, () => find()?.GetPath(Kernel.Vfs.Root), find));

    /// <summary>/proc/pid/task: a directory for each thread.</summary>
    private sealed class TaskDirectory(ProcFileSystem fileSystem, Process process, ulong number, ulong parentNumber)
        : ProcDirectory(fileSystem, number, parentNumber)
    {
        private readonly Dictionary<ProcessThread, ProcessDirectory> _directories = [];

        protected override IEnumerable<int> Numbers
        {
            get
            {
                foreach (ProcessThread thread in process.Threads) yield return thread.ThreadId;
            }
        }

        protected override Inode? Find(int id)
        {
            foreach (ProcessThread thread in process.Threads)
            {
                if (thread.ThreadId != id) continue;
                if (!_directories.TryGetValue(thread, out ProcessDirectory? directory))
                    _directories.Add(thread, directory = new ProcessDirectory(Proc, process, thread, Number));
                return directory;
            }
            return null;
        }
    }

    /// <summary>/proc/pid/fd: a link for each descriptor.</summary>
    private sealed class DescriptorDirectory(ProcFileSystem fileSystem, Process process, ulong number, ulong parentNumber)
        : ProcDirectory(fileSystem, number, parentNumber)
    {
        protected override IEnumerable<int> Numbers
        {
            get
            {
                if (process.IsZombie) yield break;
                for (int i = 0; i < process.Files.End; i++)
                    if (process.Files[i] is not null) yield return i;
            }
        }

        protected override Inode? Find(int id) => process.IsZombie || process.Files[id] is null
            ? null
            : new ProcLink(Proc, Number + 1 + (ulong)id, () => Describe(process.Files[id]), () => Target(process.Files[id]));

        private string? Describe(OpenFile? file) => file is null ? null : file.Node is { } node ? node.GetPath(Kernel.Vfs.Root) : file.Path;

        private static PathNode? Target(OpenFile? file) => file is null ? null : file.Node ?? PathNode.Detached(file.Inode, file.Path);
    }
}
