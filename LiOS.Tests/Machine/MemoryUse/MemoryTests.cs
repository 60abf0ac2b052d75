using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;
using Xunit;

namespace LiOS.Tests.Machine.MemoryUse;

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

    /// <summary>On the ramdisk, whose pages are mapped where they lie, and in a file system whose pages are cached.</summary>
    [Theory]
    [InlineData("musl")]
    [InlineData("glibc")]
    public Task MappedFiles_AreAsPromised(string library)
        => Guest.ExpectAsync(
            "files are as promised\n", 0,
            $"mkdir -p /mnt; mount -t tmpfs none /mnt && /test/{library}/mapfile /root/file /mnt/file", images: GuestPrograms.Images);

    /// <summary>What /proc says while a program writes, protects, cuts, forks and gives back four times 2 MiB.</summary>
    [Theory]
    [InlineData("madvise", "0 6144 6144 4096 0 2048 0")]
    [InlineData("always", "2048 6144 6144 4096 0 2048 0")]
    [InlineData("never", "0 0 0 0 0 0 0")]
    public async Task HugePages_AreWhereTheyAreAskedFor(string policy, string expected)
    {
        string output = await RunAsync(
            "/test/musl/hugepages counts", Guest.Machine, GuestPrograms.Images with { BootLine = GuestPrograms.Images.BootLine + $" hugepages={policy}" });
        string[] lines = output.TrimEnd().Split('\n');
        Assert.Equal("before: 0 of 0 kB, 0 in all", lines[0]);
        Assert.Equal(expected, string.Join(' ', lines.Skip(1).Select(line => line.Split(": ")[1].Split(' ')[0])));
        // The sum over all processes is this one's.
        Assert.All(lines, line => Assert.Equal(line.Split(": ")[1].Split(' ')[0], line.Split(", ")[^1].Split(' ')[0]));
    }

    [Fact]
    public async Task WhatIsWrittenThroughAMapping_OutlivesItsPages()
    {
        // A program that takes all memory makes the cache give its pages back.
        string output = await RunAsync(
            "mkdir -p /mnt; mount -t tmpfs none /mnt; /test/musl/mapfile write /mnt/file; "
            + "/test/musl/greedy touch 2> /dev/null; /test/musl/mapfile check /mnt/file", Guest.Machine with { Megabytes = 64 });
        Assert.Equal("it is there\n", output[output.IndexOf("it is", System.StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task FilesOfTheRamdisk_AreMappedWithoutCopies()
    {
        // A megabyte is read through a mapping, in this process: frames are taken for page tables alone.
        string output = await RunAsync("/test/musl/mapfile cost /bin/busybox", Guest.Machine);
        string[] numbers = output.Trim().Split(' ');
        Assert.InRange(long.Parse(numbers[0], System.Globalization.CultureInfo.InvariantCulture), 0, 100);
        Assert.Equal("64", numbers[1]);
    }

    [Fact]
    public async Task Promises_AreBoundedWhereAsked()
    {
        const string promise = "/test/musl/greedy promise";
        MachineOptions machine = Guest.Machine with { Megabytes = 256 };
        string output = await RunAsync(
            $"cat /proc/sys/vm/overcommit_memory; {promise} 150; {promise} 400; echo 1 > /proc/sys/vm/overcommit_memory; {promise} 400; "
            + $"echo 2 > /proc/sys/vm/overcommit_memory; {promise} 150; {promise} 50; echo 90 > /proc/sys/vm/overcommit_ratio; {promise} 150", machine);
        Assert.Equal("0\npromised\nrefused\npromised\nrefused\npromised\npromised\n", output);
    }

    [Fact]
    public Task BlocksOfTheNucleus_AreNotOverrun()
        => Guest.ExpectAsync(
            "memory is as promised\n5\n", 0, "/test/musl/memory && for i in 1 2 3 4 5; do (echo $i | cat) & done | wc -l",
            images: GuestPrograms.Images with { BootLine = GuestPrograms.Images.BootLine + " redzones=1" });

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
        // A program that takes all memory makes the managed heap give back what it grew to: what is left is what was lost.
        const int Tolerance = 1200; // KiB: less than a frame for each of the 360 processes between
        const string work = "for i in $(seq 20); do /test/musl/memory; /test/musl/places; done > /dev/null; /test/musl/greedy touch 2> /dev/null";
        MachineOptions machine = Guest.Machine with { Megabytes = 64 };
        string output = await RunAsync($"{work}; {work}; {Free}; {work}; {work}; {Free}", machine);
        long[] free = [.. output.Split('\n').Where(line => line.Length > 0 && line.All(char.IsAsciiDigit)).Select(long.Parse)];
        Assert.Equal(2, free.Length);
        Assert.InRange(free[1], free[0] - Tolerance, free[0] + Tolerance);
    }

    private static async Task<string> RunAsync(string command, MachineOptions machine, BootImages? images = null)
    {
        (MachineOutcome outcome, string output) = await Guest.RunAsync(command, machine, images ?? GuestPrograms.Images);
        Assert.True(outcome is { Ending: MachineEnding.PoweredOff, ExitStatus: 0 }, outcome.Explain());
        return output;
    }
}
