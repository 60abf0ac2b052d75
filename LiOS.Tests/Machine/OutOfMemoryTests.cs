using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation;
using Xunit;

namespace LiOS.Tests.Machine;

/// <summary>Programs that take all memory there is: one of them ends, the machine goes on, and nothing is lost.</summary>
[Trait("Category", "Machine")]
public class OutOfMemoryTests
{
    private const string Free = "awk '/MemFree/ { print $2 }' /proc/meminfo";

    // Log lines about programs that were ended stand on the console among the output.
    private static readonly MachineOptions s_small = Guest.Machine with { Megabytes = 64 };

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
        string output = await RunAsync("/test/musl/greedy touch; echo $?; echo alive", machine);
        Assert.Contains("(greedy) is killed: resident ", output);
        Assert.EndsWith("Killed\n137\nalive\n", output);
    }

    [Fact]
    public async Task Storm_LeavesNothingBehind()
    {
        const string storm = "for i in 1 2 3; do /test/musl/greedy touch & done; wait; /test/musl/greedy fork; /test/musl/greedy thread; /test/musl/greedy file /tmp/x";
        // The managed heap keeps what it grew to until memory is short again: the last greedy program makes it so.
        string output = await RunAsync($"{storm}; /test/musl/greedy touch; {Free}; {storm}; /test/musl/greedy touch; {Free}", s_small);
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
        string output = await RunAsync(
            "m=$(awk '/MemAvailable/ { print int($2 / 1024) }' /proc/meminfo); "
            + "(echo -1000 > /proc/self/oom_score_adj; exec /test/musl/greedy hold $((m * 45 / 100))) & large=$!; "
            + "(echo 1000 > /proc/self/oom_score_adj; exec /test/musl/greedy hold $((m * 20 / 100))) & small=$!; sleep 1; "
            + "cat /proc/$large/oom_score; /test/musl/greedy take $((m * 40 / 100)); echo $?; wait $small; echo $?; kill $large; wait $large; echo $?", s_small);
        Assert.Matches("(?s)^0\n.*\\(greedy\\) is killed: [^\n]* oom_score_adj 1000; [^\n]*\n0\n(Killed\n)?137\n(Terminated\n)?143\n$", output);
    }

    private static async Task<string> RunAsync(string command, MachineOptions machine)
    {
        (MachineOutcome outcome, string output) = await Guest.RunAsync(command, machine, GuestPrograms.Images);
        Assert.True(outcome is { Ending: MachineEnding.PoweredOff, ExitStatus: 0 }, outcome.Explain());
        return output;
    }
}
