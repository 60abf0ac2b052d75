using System;
using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Images;
using Xunit;

namespace LiOS.Tests.Machine.Consoles;

/// <summary>The log as programs and people find it.</summary>
[Trait("Category", "Machine")]
public class LogTests
{
    /// <summary>Records of both rooms, in the order of time.</summary>
    [Fact]
    public async Task Dmesg_TellsOfTheBoot()
    {
        string[] lines = await LinesAsync("dmesg");
        Assert.All(lines, line => Assert.Matches(@"^\[ *\d+\.\d{6}\] [a-z0-9]+: .", line));
        Assert.Equal(lines.Select(TimeOf).Order(), lines.Select(TimeOf));
        Assert.Contains("] boot: LiOS on BIOS", lines[0]);
        string[] expected = ["cpu: ", "mm: ", "irq: lines through", "time: time-stamp counter at", "time: timer: ", "boot: kernel image", "vfs: /dev/ram0 of type ext2 mounted at /", "boot: process 1 is /bin/sh"];
        int at = 0;
        foreach (string text in expected) Assert.True((at = Array.FindIndex(lines, at, line => line.Contains(text, StringComparison.Ordinal)) + 1) > 0, text);
        Assert.DoesNotContain(lines, line => line.Contains("mm: virtual", StringComparison.Ordinal));
    }

    /// <summary>What a module is asked for at boot travels on the control line; the program's output is its own.</summary>
    [Fact]
    public async Task ModulesAskedForAtBoot_AreShownApart()
    {
        BootImages images = Guest.Images with { BootLine = Guest.Images.BootLine + " log=mm:debug,proc:debug" };
        (MachineOutcome outcome, string output) = await Guest.RunAsync("echo hello; cat /proc/lios/log | grep -E '^(mm|proc|vfs):'; dmesg | grep -c 'mm: virtual'", images: images);
        Assert.Equal("hello\nmm:debug shown:debug\nproc:debug shown:debug\nvfs:info\n7\n", output);
        Assert.Contains("] mm: virtual ffff840000000000-ffff880000000000 direct map\n", outcome.Log, StringComparison.Ordinal);
        Assert.Contains("] mm: physical 0000000000000000-0000000000100000 firmware\n", outcome.Log, StringComparison.Ordinal);
        Assert.Contains(" executes ", outcome.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("vfs: ", outcome.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Levels_ChangeWhileTheSystemRuns()
    {
        string[] lines = await LinesAsync("dmesg -c > /dev/null; echo proc:debug > /proc/lios/log; true | cat; echo '*:warning' > /proc/lios/log; true | cat; dmesg");
        Assert.Equal(1, lines.Count(line => line.Contains("proc: cat (", StringComparison.Ordinal)));
        await Guest.ExpectAsync("sh: write error: Invalid argument\nvfs:info\n", 0, "echo vfs:loud > /proc/lios/log; grep vfs /proc/lios/log");
    }

    [Fact]
    public async Task Console_HasALevelOfItsOwn()
    {
        (MachineOutcome outcome, string output) = await Guest.RunAsync(
            "echo '<3>first' > /dev/kmsg; dmesg -n 3; echo '<3>second' > /dev/kmsg; dmesg -n 8; echo '<7>third' > /dev/kmsg; dmesg | grep -c user:");
        Assert.Equal("3\n", output);
        Assert.Equal(["user: first", "user: third"], outcome.Log.Split('\n').Where(line => line.Contains("user:", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(']', StringComparison.Ordinal) + 2)..]));
    }

    [Fact]
    public Task Clearing_HidesWhatWasThere() => Guest.ExpectAsync(
        "0\n1\n", 0, "dmesg -c > /dev/null; dmesg | wc -l; echo one > /dev/kmsg; dmesg | wc -l");

    /// <summary>More than the ring holds: the newest lines are there, whole and in order.</summary>
    [Fact]
    public async Task Overflow_KeepsTheNewest()
    {
        string[] lines = await LinesAsync(
            "echo console:error > /proc/lios/log; long=$(printf '%0900d' 0); i=0; while [ $i -lt 300 ]; do echo \"<6>$i $long\" > /dev/kmsg; i=$((i+1)); done; dmesg");
        Assert.DoesNotContain(lines, line => line.Contains("LiOS on", StringComparison.Ordinal));
        int[] numbers = [.. lines.Where(line => line.Contains("user: ", StringComparison.Ordinal)).Select(line => int.Parse(line[(line.IndexOf("user: ", StringComparison.Ordinal) + 6)..].Split(' ')[0]))];
        Assert.True(numbers.Length > 100);
        Assert.Equal(Enumerable.Range(300 - numbers.Length, numbers.Length), numbers);
    }

    /// <summary>A program's fault is told with what it did.</summary>
    [Fact]
    public async Task Faults_AreTold()
    {
        (_, string output) = await Guest.RunAsync("/test/musl/fault; echo $?; dmesg | tail -n 1", images: GuestPrograms.Images);
        Assert.Matches(@"139\n\[.*\] signal: fault \(\d+\): signal 11 for exception 14, error 6, address 123, ip [0-9a-f]+, sp [0-9a-f]+\n$", output);
    }

    /// <summary>/dev/kmsg gives a record at a time and waits for the next one.</summary>
    [Fact]
    public async Task MessageDevice_GivesRecords()
    {
        string[] lines = await LinesAsync("(dd if=/dev/kmsg of=/tmp/log bs=2000 2>/dev/null) & sleep 1; echo later > /dev/kmsg; sleep 1; kill $!; head -n 2 /tmp/log; tail -n 1 /tmp/log");
        Assert.Matches(@"^6,0,\d+,-;boot: LiOS on BIOS", lines[0]);
        Assert.Matches("^6,1,", lines[1]);
        Assert.Matches(@"^4,\d+,\d+,-;user: later$", lines[2]);
    }

    private static double TimeOf(string line) => double.Parse(line[1..line.IndexOf(']', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string[]> LinesAsync(string command)
    {
        (MachineOutcome outcome, string output) = await Guest.RunAsync(command);
        Assert.True(outcome.Ending == MachineEnding.PoweredOff, outcome.Explain());
        return output.TrimEnd('\n').Split('\n');
    }
}
