using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Memory;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.Signals;
using LiOS.Kernel.SystemCalls.Time;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>The texts of /proc/pid, laid out as proc(5) says.</summary>
/// <param name="process">The process.</param>
/// <param name="thread">The thread, for /proc/pid/task/tid; null for the process.</param>
internal sealed partial class ProcessTexts(Process process, ProcessThread? thread)
{
    private static readonly string[] s_limitNames =
    [
        "Max cpu time|seconds", "Max file size|bytes", "Max data size|bytes", "Max stack size|bytes", "Max core file size|bytes", "Max resident set|bytes",
        "Max processes|processes", "Max open files|files", "Max locked memory|bytes", "Max address space|bytes", "Max file locks|locks",
        "Max pending signals|signals", "Max msgqueue size|bytes", "Max nice priority|", "Max realtime priority|", "Max realtime timeout|us",
    ];

    private const string Blanks = " \t\n\\";

    /// <summary>The name: comm.</summary>
    public string Name => thread?.Name ?? process.Name;

    /// <summary>Takes what is written to comm: only the process itself may rename its threads (proc(5)).</summary>
    /// <returns>None or EINVAL.</returns>
    public Errno Rename(string text)
    {
        const int LongestName = 15;
        ProcessThread? renamed = thread ?? process.Threads.FirstOrDefault(one => one.ThreadId == process.Id);
        if (renamed is null || (ProcessThread.Current is { } caller && caller.Process != process)) return Errno.EINVAL;
        renamed.Name = text[..Math.Min(text.Length, LongestName)];
        if (renamed.ThreadId == process.Id) process.Name = renamed.Name;
        return Errno.None;
    }

    private int Id => thread?.ThreadId ?? process.Id;

    /// <summary>The process's memory; null when it has given it up.</summary>
    private ProcessMemory? Memory => process.IsZombie ? null : process.Memory;

    private IReadOnlyList<ProcessThread> Threads => thread is null ? process.Threads : [thread];

    private char State
    {
        get
        {
            if (process.IsZombie) return 'Z';
            foreach (ProcessThread one in Threads)
                if (one.ThreadId == Id && one.Trace is { Stop: not null }) return 't';
            if (process.IsStopped) return 'T';
            // A process is in the state of its first thread (proc(5), stat).
            foreach (ProcessThread one in Threads)
                if (one.ThreadId == Id) return one.IsSleeping ? 'S' : 'R';
            return 'Z';
        }
    }

    private int TracerId
    {
        get
        {
            foreach (ProcessThread one in Threads)
                if (one.ThreadId == Id) return one.Trace?.Tracer.Id ?? 0;
            return 0;
        }
    }

    private ProcessorTime CpuTime => thread?.CpuTime ?? process.CpuTime;

    /// <summary>status.</summary>
    public string Status()
    {
        Credentials who = process.Credentials;
        StringBuilder text = new();
        text.Append($"Name:\t{Escape(Name, "\n\\")}\nUmask:\t{Convert.ToString((int)process.Paths.Umask, 8).PadLeft(4, '0')}\n");
        text.Append($"State:\t{State} ({StateName(State)})\nTgid:\t{process.Id}\nNgid:\t0\nPid:\t{Id}\nPPid:\t{process.Parent?.Id ?? 0}\nTracerPid:\t{TracerId}\n");
        text.Append($"Uid:\t{who.UserId}\t{who.EffectiveUserId}\t{who.SavedUserId}\t{who.EffectiveUserId}\n");
        text.Append($"Gid:\t{who.GroupId}\t{who.EffectiveGroupId}\t{who.SavedGroupId}\t{who.EffectiveGroupId}\n");
        text.Append($"FDSize:\t{process.Files.End}\nGroups:\t{string.Join(' ', who.Groups)}\n");
        if (Memory is { } memory)
        {
            AppendMemory(text, memory);
        }
        ulong ignored = 0, caught = 0;
        for (int signal = 1; signal <= Signal.Last; signal++)
        {
            if (process.Actions[signal].Handler == SignalAction.Ignore) ignored |= Signal.Set(signal);
            else if (process.Actions[signal].IsCaught) caught |= Signal.Set(signal);
        }
        ProcessThread? one = thread ?? (process.Threads.Count > 0 ? process.Threads[0] : null);
        text.Append($"Threads:\t{process.Threads.Count}\nSigPnd:\t{one?.Pending.Set ?? 0:x16}\nShdPnd:\t{process.Pending.Set:x16}\n");
        text.Append($"SigBlk:\t{one?.Blocked ?? 0:x16}\nSigIgn:\t{ignored:x16}\nSigCgt:\t{caught:x16}\nNoNewPrivs:\t{(process.HasNoNewPrivileges ? 1 : 0)}\n");
        text.Append("Cpus_allowed:\t1\nCpus_allowed_list:\t0\n");
        return text.ToString();
    }

    /// <summary>stat: 52 fields.</summary>
    public string Statistics()
    {
        // As Linux shows them: 20 and the nice value, or below 0 for the real-time policies (proc(5), stat).
        SchedulingPolicy scheduling = (thread ?? (process.Threads.Count > 0 ? process.Threads[0] : null))?.Scheduling ?? default;
        int priority = scheduling.IsRealTime ? -1 - scheduling.Priority : 20 + scheduling.Nice;
        ProcessMemory? memory = Memory;
        Terminals.Terminal? terminal = process.Session.Terminal;
        ulong device = terminal?.DeviceNumber ?? 0;
        long start = TimeCalls.ToTicks(process.StartTime);
        ulong pending = process.Pending.Set, blocked = process.Threads.Count > 0 ? process.Threads[0].Blocked : 0;
        (long user, long system) = TimeCalls.ToTicks(CpuTime);
        (long childUser, long childSystem) = TimeCalls.ToTicks(process.ChildrenCpuTime);
        StringBuilder text = new();
        text.Append($"{Id} ({Name}) {State} {process.Parent?.Id ?? 0} {process.Group.Id} {process.Session.Id} {device} {terminal?.Foreground?.Id ?? -1} 0 ");
        text.Append($"0 0 0 0 {user} {system} {childUser} {childSystem} {priority} {scheduling.Nice} {process.Threads.Count} 0 {start} ");
        text.Append($"{memory?.Space.MappedBytes ?? 0} {memory?.Space.ResidentPages ?? 0} {process.Limits[ResourceLimits.ResidentSet].Soft} 0 0 {memory?.StackStart ?? 0} 0 0 ");
        text.Append($"{pending} {blocked} 0 0 0 0 0 {process.ExitSignal} 0 0 0 0 0 0 0 0 {memory?.BreakStart ?? 0} ");
        text.Append($"{memory?.Arguments.Start ?? 0} {memory?.Arguments.End ?? 0} {memory?.Environment.Start ?? 0} {memory?.Environment.End ?? 0} {process.Status.Value}\n");
        return text.ToString();
    }

    /// <summary>cmdline: the arguments with their NULs.</summary>
    public string CommandLine() => ReadStrings(Memory?.Arguments);

    /// <summary>environ.</summary>
    public string Environment() => ReadStrings(Memory?.Environment);

    /// <summary>auxv.</summary>
    public string AuxiliaryVector() => Encoding.Latin1.GetString(Memory?.AuxiliaryVector ?? []);

    /// <summary>mounts, as in fstab(5).</summary>
    public string Mounts()
    {
        StringBuilder text = new();
        foreach (Mount mount in process.Kernel.Vfs.Mounts)
            text.Append($"{Escape(mount.Source, Blanks)} {Escape(mount.Root.GetPath(process.Paths.Root), Blanks)} {mount.FileSystem.TypeName} {mount.Options} 0 0\n");
        return text.ToString();
    }

    /// <summary>mountinfo.</summary>
    public string MountInformation()
    {
        StringBuilder text = new();
        List<Mount> mounts = [.. process.Kernel.Vfs.Mounts];
        for (int i = 0; i < mounts.Count; i++)
        {
            Mount mount = mounts[i];
            ulong device = mount.FileSystem.DeviceNumber;
            int above = mount.Point?.Mount is { } covered ? mounts.IndexOf(covered) + 1 : 0;
            text.Append($"{i + 1} {above} {DeviceNumbers.Major(device)}:{DeviceNumbers.Minor(device)} / {Escape(mount.Root.GetPath(process.Paths.Root), Blanks)} ");
            text.Append($"{mount.Options} - {mount.FileSystem.TypeName} {Escape(mount.Source, Blanks)} {mount.Options}\n");
        }
        return text.ToString();
    }

    /// <summary>limits.</summary>
    public string Limits()
    {
        StringBuilder text = new($"{"Limit",-25} {"Soft Limit",-20} {"Hard Limit",-20} Units     \n");
        for (int i = 0; i < s_limitNames.Length; i++)
        {
            string[] name = s_limitNames[i].Split('|');
            ResourceLimit limit = process.Limits[i];
            text.Append($"{name[0],-25} {Show(limit.Soft),-20} {Show(limit.Hard),-20} {name[1],-10}\n");
        }
        return text.ToString();
    }

    /// <summary>Characters that would be taken for the end of a field or line become a backslash and three octal digits.</summary>
    private static string Escape(string text, string special)
    {
        if (text.AsSpan().IndexOfAny(special) < 0) return text;
        StringBuilder escaped = new();
        foreach (char c in text)
        {
            if (special.Contains(c)) escaped.Append('\\').Append(Convert.ToString(c, 8).PadLeft(3, '0'));
            else escaped.Append(c);
        }
        return escaped.ToString();
    }

    private static string Show(ulong limit) => limit == ResourceLimits.Infinity ? "unlimited" : limit.ToString();

    private static string StateName(char state) => state switch
    {
        'R' => "running",
        'S' => "sleeping",
        'T' => "stopped",
        't' => "tracing stop",
        _ => "zombie",
    };

    private string ReadStrings((ulong Start, ulong End)? range)
    {
        const ulong Most = 1 << 20;
        if (range is not { } bounds || Memory is not { } memory || bounds.End <= bounds.Start) return "";
        byte[] bytes = new byte[Math.Min(bounds.End - bounds.Start, Most)];
        return memory.Space.CopyIn(bounds.Start, bytes) == Errno.None ? Encoding.Latin1.GetString(bytes) : "";
    }
}
