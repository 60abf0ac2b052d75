using System;
using System.Linq;
using System.Reflection;
using System.Text;
using LiOS.Kernel.Files;
using LiOS.Kernel.Log;
using LiOS.Kernel.Processes;
using LiOS.Kernel.Processes.Memory;
using LiOS.Machine;
using LiOS.Tests.Fakes;
using Xunit;

namespace LiOS.Tests.Log;

/// <summary>The kernel's side of the log. The levels of its modules are static: one class, whose tests run one after the other.</summary>
public class LogTests
{
    private readonly FakeLog _device = new();

    /// <summary>A call that is switched off neither formats its holes nor evaluates them, nor allocates.</summary>
    [Fact]
    public void DisabledCalls_CostNothing()
    {
        Logger logger = new("quiet");
        int evaluated = 0;
        logger.Write(LogLevel.Debug, $"{Evaluate()}");
        Assert.Equal(0, evaluated);

        Formatted value = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++) logger.Write(LogLevel.Trace, $"number {i:x8} and {value} and {i + evaluated,10}");
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(0, value.Count);

        logger.Kept = LogLevel.Debug;
        logger.Write(LogLevel.Debug, $"{Evaluate()} {value}");
        Assert.Equal((1, 1), (evaluated, value.Count));

        int Evaluate() => ++evaluated;
    }

    [Fact]
    public void EveryModule_IsListed()
    {
        Logger[] declared = [.. typeof(Logger).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(field => field.FieldType == typeof(Logger))
            .Select(field => (Logger)field.GetValue(null)!)];
        Assert.Equal(declared.ToHashSet(), LogModules.Kernel.ToHashSet());
        Assert.Equal(declared.Length, declared.Select(logger => logger.Name).Distinct().Count());
    }

    [Fact]
    public void Levels_AreSetByWords()
    {
        LogModules modules = new(_device);
        try
        {
            modules.ApplyBootWords("error,vfs:debug,mm:trace,unknown:debug,ext2:nonsense");
            Assert.Equal((LogLevel.Debug, LogLevel.Debug), (Vfs.Log.Kept, Vfs.Log.Shown));
            Assert.Equal((LogLevel.Trace, LogLevel.Trace), (ProcessMemory.Log.Kept, ProcessMemory.Log.Shown));
            Assert.Equal((8, 8), _device.GetLevels(0));
            Assert.Equal((6, 3), _device.GetLevels(1));
            Assert.Contains("console:error\n", modules.Describe(), StringComparison.Ordinal);
            Assert.Contains("vfs:debug shown:debug\n", modules.Describe(), StringComparison.Ordinal);

            // Live, what is shown stays as it is.
            Assert.Equal(Errno.None, modules.Apply("*:info elf:trace,\n"));
            Assert.Equal((LogLevel.Info, LogLevel.Debug), (Vfs.Log.Kept, Vfs.Log.Shown));
            Assert.Equal((LogLevel.Trace, LogLevel.Error), (LiOS.Kernel.Elf.ProgramLoader.Log.Kept, LiOS.Kernel.Elf.ProgramLoader.Log.Shown));
            foreach (string wrong in new[] { "unknown:debug", "vfs:loud", "vfs", "debug" }) Assert.Equal(Errno.EINVAL, modules.Apply(wrong));

            modules.SwitchConsole(false);
            modules.SwitchConsole(false);
            Assert.Equal(default, Vfs.Log.Shown);
            Assert.Contains("console:nothing\n", modules.Describe(), StringComparison.Ordinal);
            modules.SwitchConsole(true);
            Assert.Equal(LogLevel.Error, Vfs.Log.Shown);
            modules.ApplyBootWords("debug");
            Assert.Equal((LogLevel.Debug, LogLevel.Debug), (Vfs.Log.Kept, Vfs.Log.Shown));
        }
        finally
        {
            modules.Apply("*:info console:warning");
        }
    }

    [Fact]
    public void SystemLog_GivesWholeLines()
    {
        KernelLog log = new(_device, new KernelLock());
        for (int i = 0; i < 5; i++) _device.Write(3 + i, false, Encoding.UTF8.GetBytes("line " + i));
        _device.Write(8, false, "trace"u8);
        string[] lines = Encoding.UTF8.GetString(log.ReadNewest(int.MaxValue)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["<3>", "<4>", "<5>", "<6>", "<7>", "<7>"], lines.Select(line => line[..3]));
        Assert.Matches(@"^<3>\[ *\d+\.\d{6}\] line 0$", lines[0]);

        int two = lines[^1].Length + lines[^2].Length + 2;
        Assert.Equal(lines[^2..], Encoding.UTF8.GetString(log.ReadNewest(two)).TrimEnd('\n').Split('\n'));
        Assert.Equal(lines[^2..], Encoding.UTF8.GetString(log.ReadNewest(two + 5)).TrimEnd('\n').Split('\n'));
        Assert.Empty(log.ReadNewest(0));

        Assert.Equal(lines.Sum(line => line.Length + 1), log.UnreadLength);
        Assert.Equal(lines[0] + "\n", Encoding.UTF8.GetString(log.TakeUnread(lines[0].Length + 5)));
        Assert.Equal(lines[1][..4], Encoding.UTF8.GetString(log.TakeUnread(4)));
        Assert.Equal(string.Concat(lines[2..].Select(line => line + "\n")), Encoding.UTF8.GetString(log.TakeUnread(4096)));
        Assert.False(log.HasUnread);

        log.Clear();
        Assert.Empty(log.ReadNewest(4096));
        _device.Write(6, false, "after"u8);
        Assert.EndsWith("] after\n", Encoding.UTF8.GetString(log.ReadNewest(4096)), StringComparison.Ordinal);
        Assert.True(log.HasUnread);
    }

    [Fact]
    public void Records_HaveTheFormatOfKmsg()
    {
        KernelLog log = new(_device, new KernelLock());
        _device.Write(4, false, "vfs: something"u8);
        LiOS.Machine.LogCursor cursor = default;
        Assert.Matches(@"^4,0,\d+,-;vfs: something\n$", Encoding.UTF8.GetString(log.ReadRecord(ref cursor)!));
        Assert.Null(log.ReadRecord(ref cursor));
        for (int i = 0; i < 1000; i++) _device.Write(4, false, new byte[500]);
        Assert.True(log.IsLost(cursor));
    }

    private sealed class Formatted
    {
        public int Count { get; private set; }

        public override string ToString() => (++Count).ToString();
    }
}
