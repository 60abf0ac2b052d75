using System;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Kernel.Files.Devices;
using LiOS.Kernel.Processes.Memory;
using LiOS.Kernel.Processes.Threads;
using LiOS.Machine;

namespace LiOS.Kernel.FileSystems.Proc;

/// <summary>The texts about a process's memory.</summary>
internal sealed partial class ProcessTexts
{
    private const int NameColumn = 73;
    private const ulong KibibytesPerPage = PageFrame.Size / 1024;

    /// <summary>maps.</summary>
    public string Maps()
    {
        if (Memory is not { } memory) return "";
        StringBuilder text = new();
        for (ulong at = AddressSpace.UserBase; memory.Space.Query(at, out RegionInfo region); at = region.End)
            if (region.Kind != RegionKind.Guard) AppendRegion(text, memory, region);
        return text.ToString();
    }

    /// <summary>gaps: what maps leaves out, with lengths in kB; "guard" marks what is taken and never gets pages.</summary>
    public string Gaps()
    {
        if (Memory is not { } memory) return "";
        StringBuilder text = new();
        ulong end = AddressSpace.UserBase;
        while (memory.Space.Query(end, out RegionInfo region))
        {
            Append(end, region.Start, "");
            if (region.Kind == RegionKind.Guard) Append(region.Start, region.End, " guard");
            end = region.End;
        }
        Append(end, AddressSpace.UserTop, "");
        return text.ToString();

        void Append(ulong from, ulong to, string mark)
        {
            if (from < to) text.Append($"{from:x8}-{to:x8} {(to - from) / 1024} kB{mark}\n");
        }
    }

    /// <summary>smaps.</summary>
    public string DetailedMaps()
    {
        if (Memory is not { } memory) return "";
        StringBuilder text = new();
        for (ulong at = AddressSpace.UserBase; memory.Space.Query(at, out RegionInfo region); at = region.End)
        {
            if (region.Kind == RegionKind.Guard) continue;
            AppendRegion(text, memory, region);
            PageUsage usage = memory.Space.MeasurePages(region.Start, region.End);
            AppendLine(text, "Size", (region.End - region.Start) / 1024);
            AppendLine(text, "KernelPageSize", KibibytesPerPage);
            AppendLine(text, "MMUPageSize", KibibytesPerPage);
            AppendUsage(text, usage, region.IsLocked ? usage.ProportionalBytes : 0);
            text.Append("THPeligible:           0\nVmFlags:").Append(Flags(region)).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>smaps_rollup: the sums of smaps.</summary>
    public string MapsSummary()
    {
        if (Memory is not { } memory) return "";
        ulong first = 0, last = 0, locked = 0;
        for (ulong at = AddressSpace.UserBase; memory.Space.Query(at, out RegionInfo region); at = region.End)
        {
            if (region.Kind == RegionKind.Guard) continue;
            if (first == 0) first = region.Start;
            last = region.End;
            if (region.IsLocked) locked += memory.Space.MeasurePages(region.Start, region.End).ProportionalBytes;
        }
        StringBuilder text = new($"{first:x8}-{last:x8} ---p 00000000 00:00 0".PadRight(NameColumn) + "[rollup]\n");
        AppendUsage(text, memory.Space.MeasurePages(first, Math.Max(last, first)), locked);
        return text.ToString();
    }

    /// <summary>statm, in pages: size, resident, of these shared with others by a file or as shared memory, code, 0, data and stack, 0.</summary>
    public string MemoryStatistics()
    {
        if (Memory is not { Space: { } space }) return "0 0 0 0 0 0 0\n";
        PageUsage usage = space.MeasurePages(AddressSpace.UserBase, AddressSpace.UserTop);
        SpaceTotals totals = space.Measure();
        return $"{space.MappedBytes / PageFrame.Size} {usage.Resident} {usage.Resident - usage.Anonymous} {totals.Code} 0 {totals.Data + totals.Stack} 0\n";
    }

    /// <summary>oom_score: thousandths of all memory that ending the process would give, with its adjustment.</summary>
    public string OutOfMemoryScore()
    {
        ulong total = process.Kernel.Machine.Memory.TotalFrames;
        return $"{process.Kernel.OutOfMemory.GetScore(process) * OutOfMemory.HighestAdjustment / total}\n";
    }

    /// <summary>Takes what is written to oom_score_adj. Below what it was, only the superuser may go.</summary>
    public Errno AdjustOutOfMemory(string text)
    {
        if (!int.TryParse(text.Trim(), out int value) || value is < OutOfMemory.LowestAdjustment or > OutOfMemory.HighestAdjustment) return Errno.EINVAL;
        bool isPrivileged = ProcessThread.Current is not { } caller || caller.Process.Credentials.IsPrivileged;
        if (value < process.OutOfMemoryAdjustment && !isPrivileged) return Errno.EACCES;
        process.OutOfMemoryAdjustment = value;
        return Errno.None;
    }

    private void AppendRegion(StringBuilder text, ProcessMemory memory, in RegionInfo region)
    {
        int start = text.Length;
        PathNode? file = region.BackingId != 0 ? memory.GetMappedFile(region.BackingId) : null;
        ulong device = file?.Inode.FileSystem.DeviceNumber ?? 0;
        text.Append($"{region.Start:x8}-{region.End:x8} {Rights(region)} {region.BackingOffset:x8} ");
        text.Append($"{DeviceNumbers.Major(device):x2}:{DeviceNumbers.Minor(device):x2} {file?.Inode.Number ?? 0} ");
        string name = file is not null ? Escape(file.GetPath(process.Kernel.Vfs.Root), "\n")
            : region.BackingId == ClockLibrary.BackingId ? ClockLibrary.NameAt(region.BackingOffset)
            : region.Kind == RegionKind.Heap ? "[heap]"
            : region.Kind == RegionKind.Stack ? "[stack]" : "";
        if (name.Length > 0) text.Append(' ', Math.Max(0, NameColumn - (text.Length - start))).Append(name);
        text.Append('\n');
    }

    private void AppendMemory(StringBuilder text, ProcessMemory memory)
    {
        AddressSpace space = memory.Space;
        SpaceTotals totals = space.Measure();
        PageUsage usage = space.MeasurePages(AddressSpace.UserBase, AddressSpace.UserTop);
        ulong size = space.MappedBytes / PageFrame.Size;
        process.PeakResidentPages = Math.Max(process.PeakResidentPages, usage.Resident);
        process.PeakMappedPages = Math.Max(process.PeakMappedPages, size);
        foreach ((string name, ulong pages) in new[]
        {
            ("VmPeak", process.PeakMappedPages), ("VmSize", size), ("VmLck", totals.Locked), ("VmPin", 0UL), ("VmHWM", process.PeakResidentPages),
            ("VmRSS", usage.Resident), ("RssAnon", usage.Anonymous), ("RssFile", usage.Resident - usage.Anonymous - usage.SharedAnonymous),
            ("RssShmem", usage.SharedAnonymous), ("VmData", totals.Data), ("VmStk", totals.Stack), ("VmExe", totals.Code), ("VmPTE", totals.PageTables), ("VmSwap", 0UL),
        })
            text.Append($"{name}:\t{pages * KibibytesPerPage,8} kB\n");
    }

    private static void AppendUsage(StringBuilder text, in PageUsage usage, ulong lockedBytes)
    {
        ulong privatePages = usage.Resident - usage.Shared, privateDirty = Math.Min(usage.Writable, privatePages);
        ulong sharedDirty = usage.Writable - privateDirty;
        AppendLine(text, "Rss", usage.Resident * KibibytesPerPage);
        AppendLine(text, "Pss", usage.ProportionalBytes / 1024);
        AppendLine(text, "Shared_Clean", (usage.Shared - sharedDirty) * KibibytesPerPage);
        AppendLine(text, "Shared_Dirty", sharedDirty * KibibytesPerPage);
        AppendLine(text, "Private_Clean", (privatePages - privateDirty) * KibibytesPerPage);
        AppendLine(text, "Private_Dirty", privateDirty * KibibytesPerPage);
        // Every page counts as used: nothing ever clears the processor's mark.
        AppendLine(text, "Referenced", usage.Resident * KibibytesPerPage);
        AppendLine(text, "Anonymous", usage.Anonymous * KibibytesPerPage);
        AppendLine(text, "Swap", 0);
        AppendLine(text, "SwapPss", 0);
        AppendLine(text, "Locked", lockedBytes / 1024);
    }

    private static void AppendLine(StringBuilder text, string name, ulong kibibytes) => text.Append($"{name + ":",-15} {kibibytes,8} kB\n");

    /// <summary>The two-letter flags of smaps (proc(5)), each with a blank in front.</summary>
    private static string Flags(in RegionInfo region) => string.Concat(
        string.Concat((region.Protection & Protection.Read) != 0 ? " rd" : "", (region.Protection & Protection.Write) != 0 ? " wr" : "", (region.Protection & Protection.Execute) != 0 ? " ex" : ""),
        region.IsShared ? " sh mr mw me ms" : " mr mw me",
        region.Kind == RegionKind.Stack ? " gd" : "",
        region.IsLocked ? " lo" : "");

    private static string Rights(in RegionInfo region) => string.Concat(
        (region.Protection & Protection.Read) != 0 ? "r" : "-",
        (region.Protection & Protection.Write) != 0 ? "w" : "-",
        (region.Protection & Protection.Execute) != 0 ? "x" : "-",
        region.IsShared ? "s" : "p");
}
