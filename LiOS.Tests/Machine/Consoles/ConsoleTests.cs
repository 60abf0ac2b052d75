using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation.Control;
using Xunit;

namespace LiOS.Tests.Machine.Consoles;

[Trait("Category", "Machine")]
public class ConsoleTests
{
    private const string Interrupt = "\u0003";
    private const string Suspend = "\u001a";
    private const string EndOfFile = "\u0004";

    [Fact]
    public async Task EverydayCommands()
    {
        using ConsoleSession session = await Guest.LogInAsync();
        string root = await session.RunAsync("ls -l /");
        foreach (string name in new[] { "bin", "dev", "etc", "proc", "root", "sbin", "tmp", "usr" })
            Assert.Contains(root.Split('\n'), line => line.StartsWith('d') && line.EndsWith(" " + name, StringComparison.Ordinal));

        string motd = File.ReadAllText(Path.Combine(Guest.Settings.Root, "build", "rootfs", "etc", "motd"));
        Assert.Equal(
            [motd.Count(letter => letter == '\n'), motd.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length, motd.Length],
            (await session.RunAsync("cat /etc/motd | wc")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(int.Parse));
        Assert.Equal("1\n2\n3\n", await session.RunAsync("for i in 1 2 3; do echo $i; done"));
        Assert.Contains("init", await session.RunAsync("ps"));
        Assert.Matches(@"Mem:\s+\d+\s+\d+\s+\d+", await session.RunAsync("free"));
        string maps = await session.RunAsync("cat /proc/self/maps");
        Assert.Contains("r-xp", maps);
        Assert.Contains("/bin/busybox", maps);
        Assert.Contains("[stack]", maps);
        Assert.Equal("", await session.RunAsync("sleep 1"));
        Assert.Equal("Linux\n", await session.RunAsync("uname -s"));
        Assert.Equal("0\n", await session.RunAsync("id -u"));
    }

    [Fact]
    public async Task BackgroundJob()
    {
        using ConsoleSession session = await Guest.LogInAsync();
        await session.RunAsync("sleep 1 &");
        Assert.Contains("Running", await session.RunAsync("jobs"));
        await session.RunAsync("wait");
        Assert.Contains("Done", session.Transcript);
    }

    [Fact]
    public async Task InterruptKey_EndsProgram()
    {
        using ConsoleSession session = await Guest.LogInAsync();
        await session.TypeAsync("yes\n");
        await session.ExpectAsync("y\ny\ny\n");
        await session.TypeAsync(Interrupt);
        await session.ExpectAsync(ConsoleSession.Prompt);
        Assert.Equal("130\n", await session.RunAsync("echo $?"));
    }

    [Fact]
    public async Task SuspendKey_StopsProgram()
    {
        using ConsoleSession session = await Guest.LogInAsync();
        await session.TypeAsync("echo ready; cat\n");
        await session.ExpectAsync("\nready\n");
        await session.TypeAsync("through\n");
        await session.ExpectAsync("through\nthrough\n");
        await session.TypeAsync(Suspend);
        await session.ExpectAsync(ConsoleSession.Prompt);
        Assert.Contains("Stopped", await session.RunAsync("jobs"));
        await session.TypeAsync("echo back; fg\n");
        await session.ExpectAsync("\nback\n");
        await session.ExpectAsync("cat\n");
        await session.TypeAsync("again\n");
        await session.ExpectAsync("again\nagain\n");
        await session.TypeAsync(EndOfFile);
        await session.ExpectAsync(ConsoleSession.Prompt);
        Assert.Equal("0\n", await session.RunAsync("echo $?"));
    }

    [Fact]
    public async Task LineEditing()
    {
        using ConsoleSession session = await Guest.LogInAsync();
        await session.TypeAsync("echo wrong\u007f\u007f\u007f\u007f\u007fright\n");
        await session.ExpectAsync("\nright\n");
        await session.ExpectAsync(ConsoleSession.Prompt);
        await session.TypeAsync("\e[A\n");
        await session.ExpectAsync("\nright\n");
    }

    [Theory]
    [InlineData("poweroff")]
    [InlineData("exit")]
    public async Task Leaving_SwitchesOff(string command)
    {
        using ConsoleSession session = await Guest.LogInAsync();
        await session.TypeAsync(command + "\n");
        Assert.Equal(0, await session.ExpectPowerOffAsync());
    }

    [Fact]
    public async Task Reboot_ComesBackToThePrompt()
    {
        using ConsoleSession session = await Guest.LogInAsync(Guest.Machine with { Restarts = true });
        await session.TypeAsync("reboot\n");
        await session.ExpectAsync("Welcome to LiOS");
        await session.ExpectAsync(ConsoleSession.Prompt);
        Assert.Equal("again\n", await session.RunAsync("echo again"));
    }

    [Fact]
    public async Task KilledProgram_IsNamed()
    {
        using ConsoleSession session = await Guest.LogInAsync();
        Assert.Contains("Killed", await session.RunAsync("sh -c 'kill -9 $$'"));
        Assert.Equal("137\n", await session.RunAsync("echo $?"));
    }

    [Fact]
    public async Task ManyLines_ArriveWhole()
    {
        using ConsoleSession session = await Guest.LogInAsync();
        string output = await session.RunAsync("seq 5000");
        Assert.Equal(Enumerable.Range(1, 5000).Select(number => number.ToString()), output.TrimEnd().Split('\n'));
    }
}
