using System;
using LiOS.Kernel.Events;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Pipes;
using LiOS.Kernel.Keyboards;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Memory;
using LiOS.Kernel.Processes.Threads;
using LiOS.Kernel.SharedMemory;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>/proc (proc(5)): what the kernel knows, as files.</summary>
internal sealed class ProcFileSystem : FileSystem
{
    private const ulong Magic = 0x9FA0;
    private const long Block = 4096;
    private ulong _nextNumber = 1;

    /// <summary>Makes one; there may be several.</summary>
    public ProcFileSystem(Kernel kernel)
    {
        Kernel = kernel;
        Root = new ProcessesDirectory(this, NextNumber());
        Fill((ProcDirectory)Root);
    }

    /// <summary>The kernel it tells about.</summary>
    public Kernel Kernel { get; }

    /// <inheritdoc/>
    public override string TypeName => "proc";

    /// <inheritdoc/>
    public override Inode Root { get; }

    /// <inheritdoc/>
    public override FileSystemStatistics Statistics => new(Magic, Block, 0, 0, 0, 0);

    /// <summary>A number for an inode that is not a process's.</summary>
    public ulong NextNumber() => _nextNumber++;

    private void Fill(ProcDirectory root)
    {
        SystemTexts texts = new(Kernel);
        Add(root, "meminfo", texts.Memory);
        Add(root, "uptime", texts.Uptime);
        Add(root, "version", SystemTexts.Version);
        Add(root, "cpuinfo", texts.Processor);
        Add(root, "stat", texts.Statistics);
        Add(root, "interrupts", texts.Interrupts);
        Add(root, "loadavg", texts.Load);
        Add(root, "filesystems", SystemTexts.FileSystems);
        Add(root, "cmdline", () => Kernel.Machine.Boot.CommandLine + "\n");
        Add(root, "devices", SystemTexts.Devices);
        root.Add("mounts", new ProcLink(this, NextNumber(), () => "self/mounts"));
        root.Add("self", new ProcLink(this, NextNumber(), () => ProcessThread.Current?.Process.Id.ToString()));
        root.Add("thread-self", new ProcLink(this, NextNumber(), () => ProcessThread.Current is { } thread ? $"{thread.Process.Id}/task/{thread.ThreadId}" : null));

        MemoryTexts memoryTexts = new(Kernel.Machine);
        ProcDirectory own = AddDirectory(root, "lios");
        Add(own, "frames", memoryTexts.Frames);
        Add(own, "layout", memoryTexts.Layout);
        Add(own, "heap", HeapText.Describe, HeapText.Apply);
        Add(own, "keyboard", () => Kernel.Keyboard.Layout.Name + "\n", ChooseLayout);
        Add(own, "log", Kernel.LogModules.Describe, Kernel.LogModules.Apply);

        ProcDirectory settings = AddDirectory(root, "sys");
        ProcDirectory kernel = AddDirectory(settings, "kernel");
        Add(kernel, "hostname", () => Kernel.Names.Host + "\n", name => Rename(name, value => Kernel.Names.Host = value));
        Add(kernel, "domainname", () => Kernel.Names.Domain + "\n", name => Rename(name, value => Kernel.Names.Domain = value));
        Add(kernel, "osrelease", () => SystemName.Release + "\n");
        Add(kernel, "ostype", () => SystemName.System + "\n");
        Add(kernel, "version", () => SystemName.Version + "\n");
        Add(kernel, "pid_max", () => $"{ProcessTable.MaximumId}\n");
        ProcDirectory random = AddDirectory(kernel, "random");
        string bootId = texts.MakeIdentifier();
        Add(random, "boot_id", () => bootId);
        Add(random, "uuid", texts.MakeIdentifier);
        Add(kernel, "shmmax", () => $"{SharedSegments.LargestSize}\n");
        Add(kernel, "shmall", () => $"{SharedSegments.LargestSize}\n");
        Add(kernel, "shmmni", () => $"{SharedSegments.Most}\n");
        Add(AddDirectory(root, "sysvipc"), "shm", Kernel.SharedSegments.Describe);
        ProcDirectory memory = AddDirectory(settings, "vm");
        MemoryPolicy policy = Kernel.MemoryPolicy;
        Add(memory, "overcommit_memory", () => $"{policy.Overcommit}\n", text => SetNumber(text, MemoryPolicy.Never, policy.SetOvercommit));
        Add(memory, "overcommit_ratio", () => $"{policy.OvercommitRatio}\n", text => SetNumber(text, 100, value => policy.OvercommitRatio = value));
        Add(kernel, "randomize_va_space", () => $"{policy.Randomization}\n", text => SetNumber(text, 2, value => policy.Randomization = value));
        int dropped = 0;
        Add(memory, "drop_caches", () => $"{dropped}\n", text => SetNumber(text, 3, value => Kernel.Reclaim.DropCaches(dropped = value)));
        Add(memory, "max_map_count", () => "65530\n");
        ProcDirectory files = AddDirectory(settings, "fs");
        Add(files, "nr_open", () => $"{ResourceLimits.MostOpenFiles}\n");
        ProcDirectory watching = AddDirectory(files, "inotify");
        Add(watching, "max_queued_events", () => $"{InotifyLimits.MostEvents}\n");
        InotifyLimits limits = Kernel.InotifyLimits;
        Add(watching, "max_user_instances", () => $"{limits.MostInstances}\n", text => SetNumber(text, int.MaxValue, value => limits.MostInstances = value));
        Add(watching, "max_user_watches", () => $"{InotifyLimits.MostWatches}\n");
        Add(files, "pipe-max-size", () => $"{Pipe.LargestCapacity}\n");
    }

    private void Add(ProcDirectory directory, string name, Func<string> read, Func<string, Errno>? write = null) =>
        directory.Add(name, new ProcText(this, NextNumber(), read, write));

    private ProcDirectory AddDirectory(ProcDirectory parent, string name)
    {
        ProcDirectory directory = new(this, NextNumber(), parent.Number);
        parent.Add(name, directory);
        return directory;
    }

    private static Errno SetNumber(string text, int highest, Action<int> set)
    {
        if (!int.TryParse(text.Trim(), out int value) || value < 0 || value > highest) return Errno.EINVAL;
        set(value);
        return Errno.None;
    }

    private Errno ChooseLayout(string name)
    {
        if (KeyboardLayouts.Find(name) is not { } layout) return Errno.EINVAL;
        Kernel.Keyboard.Layout = layout;
        return Errno.None;
    }

    private static Errno Rename(string name, Action<string> set)
    {
        const int LongestName = 64;
        if (name.Length > LongestName) return Errno.EINVAL;
        set(name);
        return Errno.None;
    }
}
