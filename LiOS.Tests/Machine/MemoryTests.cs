using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation;
using Xunit;

namespace LiOS.Tests.Machine;

/// <summary>What programs are promised about their memory, asked for by programs.</summary>
[Trait("Category", "Machine")]
public class MemoryTests
{
    private const string Free = "awk '/MemFree/ { print $2 }' /proc/meminfo";

    [Theory]
    [InlineData("musl")]
    [InlineData("glibc")]
    public Task ManualPages_AreKept(string library)
        => Guest.ExpectAsync("memory is as promised\n", 0, $"/test/{library}/memory", images: GuestPrograms.Images);

    [Fact]
    public async Task Promises_AreBoundedWhereAsked()
    {
        // 20 MiB of 64 are promised easily, 60 only as long as nobody counts.
        const string promise = "/test/musl/greedy promise";
        MachineOptions small = Guest.Machine with { Megabytes = 64 };
        string output = await RunAsync(
            $"cat /proc/sys/vm/overcommit_memory; {promise} 50; {promise} 100; echo 1 > /proc/sys/vm/overcommit_memory; {promise} 100; "
            + $"echo 2 > /proc/sys/vm/overcommit_memory; {promise} 50; {promise} 20; echo 80 > /proc/sys/vm/overcommit_ratio; {promise} 40", small);
        Assert.Equal("0\npromised\nrefused\npromised\nrefused\npromised\npromised\n", output);
    }

    [Fact]
    public async Task Places_AreRandom_UnlessSwitchedOff()
    {
        string output = await RunAsync(
            "for i in 1 2 3 4; do /test/musl/places; done; for i in 1 2; do /test/musl/places fixed; done; "
            + "echo 0 > /proc/sys/kernel/randomize_va_space; for i in 1 2; do /test/musl/places; done", Guest.Machine);
        string[][] lines = [.. output.TrimEnd().Split('\n').Select(line => line.Split(' '))];
        Assert.Equal(8, lines.Length);
        // Break area, mapping and stack; the program itself is not position-independent.
        for (int column = 1; column < 4; column++) Assert.Equal(4, lines.Take(4).Select(line => line[column]).Distinct().Count());
        foreach (string[] line in lines.Skip(5)) Assert.Equal(lines[4], line);
    }

    [Fact]
    public async Task FreeMemory_IsTheSameAfterwards()
    {
        const int Rounds = 20, Tolerance = 512; // KiB: less than two frames for each program's start
        string work = $"for i in $(seq {Rounds}); do /test/musl/memory; /test/musl/places; done > /dev/null";
        string output = await RunAsync($"{work}; {work}; {Free}; {work}; {work}; {Free}", Guest.Machine);
        long[] free = [.. output.TrimEnd().Split('\n').Select(long.Parse)];
        Assert.InRange(free[1], free[0] - Tolerance, free[0] + Tolerance);
    }

    private static async Task<string> RunAsync(string command, MachineOptions machine)
    {
        (MachineOutcome outcome, string output) = await Guest.RunAsync(command, machine, GuestPrograms.Images);
        Assert.True(outcome is { Ending: MachineEnding.PoweredOff, ExitStatus: 0 }, outcome.Explain());
        return output;
    }
}
