using System;
using System.Text;
using LiOS.Kernel.SystemCalls.Time;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>The texts at the top of /proc, laid out as proc(5) says.</summary>
internal sealed class SystemTexts(Kernel kernel)
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerHundredth = 10_000_000;
    private const ulong KibibytesPerFrame = PageFrame.Size / 1024;

    /// <summary>version.</summary>
    public static string Version() => $"{SystemName.System} version {SystemName.Release} (lios@lios) (.NET {Environment.Version}) {SystemName.Version}\n";

    /// <summary>filesystems.</summary>
    public static string FileSystems() => "\text2\nnodev\ttmpfs\nnodev\tdevtmpfs\nnodev\tproc\nnodev\tdevpts\n";

    /// <summary>devices.</summary>
    public static string Devices() => "Character devices:\n  1 mem\n  4 tty\n  4 ttyS\n  5 /dev/tty\n  5 /dev/console\n  5 /dev/ptmx\n136 pts\n\nBlock devices:\n  1 ramdisk\n";

    /// <summary>meminfo.</summary>
    public string Memory()
    {
        MemoryStatistics memory = kernel.Machine.Memory;
        ulong cached = (ulong)kernel.PageCache.CachedFrames;
        StringBuilder text = new();
        Append(text, "MemTotal", memory.TotalFrames);
        Append(text, "MemFree", memory.FreeFrames);
        Append(text, "MemAvailable", memory.FreeFrames + cached);
        Append(text, "Buffers", 0);
        Append(text, "Cached", cached);
        Append(text, "SwapCached", 0);
        Append(text, "SwapTotal", 0);
        Append(text, "SwapFree", 0);
        Append(text, "Shmem", kernel.Machine.SharedFrames);
        Append(text, "Slab", memory.KernelFrames);
        Append(text, "SReclaimable", 0);
        Append(text, "PageTables", memory.PageTableFrames);
        Append(text, "CommitLimit", kernel.MemoryPolicy.CommitLimit);
        Append(text, "Committed_AS", kernel.MemoryPolicy.Committed);
        return text.ToString();
    }

    /// <summary>uptime: seconds since boot, seconds without work.</summary>
    public string Uptime()
    {
        long now = kernel.Machine.MonotonicNanoseconds;
        return $"{Seconds(now)} {Seconds(kernel.Machine.IdleNanoseconds)}\n";
    }

    /// <summary>cpuinfo.</summary>
    public string Processor()
    {
        BootInformation boot = kernel.Machine.Boot;
        double megahertz = boot.TimestampFrequency / 1e6;
        return $"processor\t: 0\nmodel name\t: {boot.ProcessorName}\ncpu MHz\t\t: {megahertz.ToString("F3", System.Globalization.CultureInfo.InvariantCulture)}\n"
            + "physical id\t: 0\nsiblings\t: 1\ncore id\t\t: 0\ncpu cores\t: 1\n"
            + $"flags\t\t: fpu tsc msr pae cx8 cmov mmx fxsr sse sse2 syscall nx lm{(boot.KeepsTranslations ? " pcid" : "")}\n"
            + $"bogomips\t: {(megahertz * 2).ToString("F2", System.Globalization.CultureInfo.InvariantCulture)}\n\n";
    }

    /// <summary>interrupts: those that have come, and as WAK how often the idle processor was woken.</summary>
    public string Interrupts()
    {
        const int Clock = 0, Keyboard = 1, Serial = 4;
        InterruptCounts counts = kernel.Machine.Interrupts;
        StringBuilder text = new("           CPU0\n");
        string controller = counts.UsesApic ? "IO-APIC" : "XT-PIC";
        for (int line = 0; line < counts.Lines.Count; line++)
        {
            string? name = line switch { Clock => "timer", Keyboard => "keyboard", Serial => "ttyS0", _ => null };
            if (name is not null || counts.Lines[line] != 0) text.Append($"{line,3}: {counts.Lines[line],10}   {controller}   {name}\n");
        }
        text.Append($"NMI: {counts.NonMaskable,10}   Non-maskable interrupts\nLOC: {counts.LocalTimer,10}   Local timer interrupts\n");
        text.Append($"SPU: {counts.Spurious,10}   Spurious interrupts\nWAK: {counts.IdleWakeups,10}   Wakeups of the idle processor\n");
        return text.ToString();
    }

    /// <summary>stat.</summary>
    public string Statistics()
    {
        long now = kernel.Machine.MonotonicNanoseconds, idleTime = kernel.Machine.IdleNanoseconds, userTime = kernel.Processes.UserTime;
        long user = TimeCalls.ToTicks(userTime), idle = TimeCalls.ToTicks(idleTime), system = TimeCalls.ToTicks(Math.Max(0, now - idleTime - userTime));
        long bootTime = (kernel.Machine.RealTimeNanoseconds - now) / NanosecondsPerSecond;
        return $"cpu  {user} 0 {system} {idle} 0 0 0 0 0 0\ncpu0 {user} 0 {system} {idle} 0 0 0 0 0 0\nctxt 0\nbtime {bootTime}\n"
            + $"processes {kernel.Processes.Created}\nprocs_running {kernel.Load.Running}\nprocs_blocked 0\n";
    }

    /// <summary>loadavg.</summary>
    public string Load()
    {
        ReadOnlySpan<double> load = kernel.Load.Averages;
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{load[0]:F2} {load[1]:F2} {load[2]:F2} {kernel.Load.Running}/{kernel.Processes.ThreadCount} {kernel.Processes.LastId}\n");
    }

    /// <summary>A random UUID (version 4) with a line's end.</summary>
    public string MakeIdentifier()
    {
        Span<byte> bytes = stackalloc byte[16];
        kernel.Machine.FillRandom(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, true).ToString() + "\n";
    }

    private static void Append(StringBuilder text, string name, ulong frames) =>
        text.Append($"{name + ":",-15} {frames * KibibytesPerFrame,8} kB\n");

    private static string Seconds(long nanoseconds) =>
        $"{nanoseconds / NanosecondsPerSecond}.{nanoseconds % NanosecondsPerSecond / NanosecondsPerHundredth:D2}";
}
