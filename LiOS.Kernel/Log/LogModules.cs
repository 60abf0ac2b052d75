using System;
using System.Collections.Generic;
using System.Text;
using LiOS.Kernel.Elf;
using LiOS.Kernel.Files;
using LiOS.Kernel.FileSystems.Ext2;
using LiOS.Kernel.Keyboards;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Memory;
using LiOS.Kernel.Signals;
using LiOS.Kernel.SystemCalls;
using LiOS.Kernel.Terminals;
using LiOS.Machine;

namespace LiOS.Kernel.Log;

/// <summary>All modules that log, those of the nucleus included, and the words that set their levels. Guarded by the kernel lock.</summary>
/// <param name="device">Where the nucleus' modules are found.</param>
internal sealed class LogModules(ILogDevice device)
{
    private const string Every = "*", Console = "console";

    /// <summary>Graver than any record of the log.</summary>
    private const LogLevel Nothing = 0;

    private static readonly (string Word, LogLevel Level)[] s_levels =
    [
        ("error", LogLevel.Error), ("warning", LogLevel.Warning), ("info", LogLevel.Info), ("debug", LogLevel.Debug), ("trace", LogLevel.Trace),
    ];

    private LogLevel? _switchedOffAt;

    /// <summary>The kernel's modules.</summary>
    public static IReadOnlyList<Logger> Kernel { get; } =
    [
        FirstProcess.Log, Vfs.Log, Ext2FileSystem.Log, ProgramLoader.Log, ProcessMemory.Log, Process.Log, SignalDelivery.Log, SystemCallDispatcher.Log, Terminal.Log,
        KernelMessageFile.Log, Keyboard.Log,
    ];

    /// <summary>Down to which level records of modules that nobody asked for by name are shown.</summary>
    public LogLevel ConsoleLevel { get; private set; } = LogLevel.Warning;

    /// <summary>The words for the levels of all modules, as /proc/lios/log shows them.</summary>
    public string Describe()
    {
        SortedDictionary<string, (LogLevel Kept, LogLevel Shown)> levels = new(StringComparer.Ordinal);
        for (int i = 0; i < device.Modules.Count; i++)
        {
            (int kept, int shown) = device.GetLevels(i);
            levels[device.Modules[i]] = ((LogLevel)kept, (LogLevel)shown);
        }
        foreach (Logger logger in Kernel) levels[logger.Name] = (logger.Kept, logger.Shown);
        StringBuilder text = new($"{Console}:{WordOf(ConsoleLevel)}\n");
        foreach ((string name, (LogLevel kept, LogLevel shown)) in levels)
            text.Append($"{name}:{WordOf(kept)}{(shown == ConsoleLevel ? "" : $" shown:{WordOf(shown)}")}\n");
        return text.ToString();
    }

    /// <summary>Reads the words of the boot line, as the nucleus does: a module asked for there is shown as well.</summary>
    /// <param name="list">For instance <c>warning,ext2:debug,mm:trace</c>. What has no meaning is passed over.</param>
    public void ApplyBootWords(string list)
    {
        foreach (string item in list.Split(',')) TryApply(item, isShown: true);
    }

    /// <summary>Changes levels while the system runs: <c>ext2:trace</c>, <c>*:info</c>, <c>console:error</c>, with commas or spaces between.</summary>
    /// <returns>None; EINVAL for an unknown module or level, with what stood before it done.</returns>
    public Errno Apply(string list)
    {
        foreach (string item in list.Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
            if (!item.Contains(':') || !TryApply(item, isShown: false)) return Errno.EINVAL;
        return Errno.None;
    }

    /// <summary>Stops showing records, or goes on with the level there was before (syslog(2), actions 6 and 7).</summary>
    public void SwitchConsole(bool isOn)
    {
        if (isOn == (_switchedOffAt is null)) return;
        LogLevel? before = _switchedOffAt;
        LogLevel now = ConsoleLevel;
        SetConsoleLevel(before ?? Nothing);
        if (!isOn) _switchedOffAt = now;
    }

    /// <summary>Shows the records of all modules down to a level, and nothing below it.</summary>
    public void SetConsoleLevel(LogLevel level)
    {
        _switchedOffAt = null;
        ConsoleLevel = level;
        ForEach(Every, (kept, _) => (kept, level));
    }

    private bool TryApply(string item, bool isShown)
    {
        int colon = item.IndexOf(':');
        string name = colon < 0 ? Console : item[..colon];
        if (!TryParse(item[(colon + 1)..], out LogLevel level)) return false;
        if (name == Console)
        {
            SetConsoleLevel(level);
            // To show what is not kept would be no use.
            return colon >= 0 || ForEach(Every, (kept, shown) => (kept < level ? level : kept, shown));
        }
        return ForEach(name, (_, shown) => (level, isShown && name != Every && level > shown ? level : shown));
    }

    private bool ForEach(string name, Func<LogLevel, LogLevel, (LogLevel Kept, LogLevel Shown)> change)
    {
        bool isKnown = false;
        for (int i = 0; i < device.Modules.Count; i++)
        {
            if (name != Every && name != device.Modules[i]) continue;
            isKnown = true;
            (int kept, int shown) = device.GetLevels(i);
            (LogLevel newKept, LogLevel newShown) = change((LogLevel)kept, (LogLevel)shown);
            device.SetLevels(i, (int)newKept, (int)newShown);
        }
        foreach (Logger logger in Kernel)
        {
            if (name != Every && name != logger.Name) continue;
            isKnown = true;
            (logger.Kept, logger.Shown) = change(logger.Kept, logger.Shown);
        }
        return isKnown;
    }

    private static bool TryParse(string word, out LogLevel level)
    {
        foreach ((string known, LogLevel value) in s_levels)
        {
            level = value;
            if (word == known) return true;
        }
        level = default;
        return false;
    }

    private static string WordOf(LogLevel level)
    {
        foreach ((string word, LogLevel value) in s_levels)
            if (value == level) return word;
        return level < LogLevel.Error ? "nothing" : "warning";
    }
}
