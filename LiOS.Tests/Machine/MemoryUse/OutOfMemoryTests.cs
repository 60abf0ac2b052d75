using System;
using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;
using Xunit;

namespace LiOS.Tests.Machine.MemoryUse;

/// <summary>Programs that take all memory there is: one of them ends, the machine goes on, and nothing is lost.</summary>
[Trait("Category", "Machine")]
public class OutOfMemoryTests
{
    private const string Free = "awk '/MemFree/ { print $2 }' /proc/meminfo";

    // Log lines about programs that were ended stand on the console among the output.
    private static readonly MachineOptions s_small = Guest.Machine with { Megabytes = 64 };
    private static readonly MachineOptions s_least = Guest.Machine with { Megabytes = 32 };

    public static TheoryData<EmulatorKind, FirmwareKind, int> Machines => new()
    {
        { EmulatorKind.Qemu, FirmwareKind.Bios, 64 },
        { EmulatorKind.Qemu, FirmwareKind.Uefi, 128 },
        { EmulatorKind.Qemu, FirmwareKind.Bios, 512 },
        { EmulatorKind.Bochs, FirmwareKind.Bios, 64 },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public async Task GreedyProgram_IsKilled_AndTheShellLives(EmulatorKind emulator, FirmwareKind firmware, int megabytes)
    {
        MachineOptions machine = Guest.Machine with { Emulator = emulator, Firmware = firmware, Megabytes = megabytes, BootsFromDisc = firmware == FirmwareKind.Uefi };
        (string output, string log) = await RunAsync("/test/musl/greedy touch; echo $?; echo alive", machine, GuestPrograms.SmallImages);
        Assert.Contains("(greedy) is killed: resident ", log);
        Assert.EndsWith("Killed\n137\nalive\n", output);
    }

    [Fact]
    public async Task Storm_LeavesNothingBehind()
    {
        const string storm = "for i in 1 2 3; do /test/musl/greedy touch & done; wait; /test/musl/greedy fork; /test/musl/greedy thread; /test/musl/greedy file /tmp/x";
        // The managed heap keeps what it grew to until memory is short again: the last greedy program makes it so.
        (string output, _) = await RunAsync($"{storm}; /test/musl/greedy touch; {Free}; {storm}; /test/musl/greedy touch; {Free}", s_small);
        long[] free = [.. output.Split('\n').Where(line => line.Length > 0 && line.All(char.IsAsciiDigit)).Select(long.Parse)];
        Assert.Equal(2, free.Length);
        const int Tolerance = 1024; // KiB, of the managed heap
        Assert.InRange(free[1], free[0] - Tolerance, free[0] + Tolerance);
        Assert.Equal(2, output.Split('\n').Count(line => line == "all ended"));
        Assert.Equal(2, output.Split('\n').Count(line => line == "no more threads after many"));
        Assert.Equal(2, output.Split('\n').Count(line => line == "no room after much"));
    }

    [Fact]
    public async Task Adjustment_ChoosesTheVictim()
    {
        // The larger program is excluded, the smaller one offers itself; without the smaller one there is enough for the third.
        (string output, string log) = await RunAsync(
            "m=$(awk '/MemAvailable/ { print int($2 / 1024) }' /proc/meminfo); "
            + "(echo -1000 > /proc/self/oom_score_adj; exec /test/musl/greedy hold $((m * 45 / 100))) & large=$!; "
            + "(echo 1000 > /proc/self/oom_score_adj; exec /test/musl/greedy hold $((m * 20 / 100))) & small=$!; sleep 1; "
            + "cat /proc/$large/oom_score; /test/musl/greedy take $((m * 40 / 100)); echo $?; wait $small; echo $?; kill $large; wait $large; echo $?", s_small);
        Assert.Matches(@"\(greedy\) is killed: .* oom_score_adj 1000; ", log);
        Assert.Matches("^0\n0\n(Killed\n)?137\n(Terminated\n)?143\n$", output);
    }

    /// <summary>Sixty-four programs at once leave as many threads of the kernel at rest, whose stacks are half of a small machine's free memory.</summary>
    [Fact]
    public async Task ThreadsAtRest_AreGivenBack_BeforeAProgramIsEnded()
    {
        (string output, string log) = await RunAsync(
            "m=$(awk '/MemAvailable/ { print int($2 / 1024) }' /proc/meminfo); /test/musl/proofs storm 1; /test/musl/greedy take $((m * 9 / 10)); echo $?",
            s_least, GuestPrograms.SmallImages);
        Assert.Equal("right\n0\n", output);
        Assert.DoesNotContain("is killed", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DropCaches_EndsThreadsAtRest()
    {
        const string Held = "awk '/^G/ { print $2 }' /proc/lios/frames";
        const int Stacks = 32 * 128, Little = 1024; // KiB
        (string output, _) = await RunAsync(
            $"{Held}; /test/musl/proofs storm 1 >/dev/null; {Held}; echo 1 >/proc/sys/vm/drop_caches; {Held}; echo 2 >/proc/sys/vm/drop_caches; {Held}", s_small);
        int[] held = [.. output.TrimEnd().Split('\n').Select(int.Parse)];
        Assert.Equal(4, held.Length);
        Assert.True(held[1] > held[0] + Stacks, output);
        Assert.True(held[2] > held[0] + Stacks, output);
        Assert.InRange(held[3], 0, held[0] + Little);
    }

    private static async Task<(string Output, string Log)> RunAsync(string command, MachineOptions machine, BootImages? images = null)
    {
        (MachineOutcome outcome, string output) = await Guest.RunAsync(command, machine, images ?? GuestPrograms.Images);
        Assert.True(outcome is { Ending: MachineEnding.PoweredOff, ExitStatus: 0 }, outcome.Explain());
        return (output, outcome.Log);
    }
}
