using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Control;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;
using Xunit;
using Xunit.Abstractions;

namespace LiOS.Tests.Machine.Processors;

/// <summary>
/// Sleeping, idling and reading clocks by each timer. Where QEMU counts instructions, a tick of the time-stamp counter is a
/// nanosecond of virtual time, and an instruction takes one.
/// </summary>
[Trait("Category", "Machine")]
public class TimerTests(ITestOutputHelper log)
{
    private static readonly MachineOptions s_counting = Guest.Machine with { CountsInstructions = true };

    [Theory]
    [InlineData("pit", 1_000_000, 1, 0.005)]
    [InlineData("pit", 10_000, 100, 0.005)]
    [InlineData("pit", 200, 500, 0.1)]
    [InlineData("apic", 1_000_000, 1, 0.005)]
    [InlineData("apic", 10_000, 100, 0.005)]
    [InlineData("apic", 200, 500, 0.1)]
    public async Task Sleep_TakesItsVirtualTime(string timer, int microseconds, int rounds, double tolerance)
    {
        long[] ticks = await MeasureAsync($"/test/musl/clocks sleep {microseconds} {rounds}", timer);
        long asked = microseconds * 1000L * rounds;
        Assert.InRange(ticks[0], asked, asked + (long)(asked * tolerance));
    }

    [Theory]
    [InlineData("pit")]
    [InlineData("apic")]
    public async Task IdleMachine_WakesRarely(string timer)
    {
        const int Seconds = 10, MostPerSecond = 50;
        const string Wakeups = "awk '/WAK/ { print $2 }' /proc/interrupts";
        (_, string output) = await Guest.RunAsync($"{Wakeups}; sleep {Seconds}; {Wakeups}", s_counting, WithTimer(Guest.Images, timer));
        long[] wakeups = [.. output.TrimEnd().Split('\n').Select(long.Parse)];
        Assert.InRange(wakeups[1] - wakeups[0], 1, Seconds * MostPerSecond);
    }

    [Theory]
    [InlineData("musl")]
    [InlineData("glibc")]
    public async Task ReadingAClock_DoesNotEnterTheKernel(string library)
    {
        const int MostInstructions = 100;
        long[] cost = await MeasureAsync($"/test/{library}/clocks cost", "auto");
        Assert.InRange(cost[0], 1, MostInstructions);
        Assert.True(cost[1] > cost[0]);
    }

    [Theory]
    [InlineData("pit", "timer: pit")]
    [InlineData("apic", "timer: apic")]
    [InlineData("auto", "timer: apic")]
    public Task Log_NamesTheTimer(string timer, string line)
        => Guest.ExpectAsync(line + "\n", 0, "dmesg | grep -o 'timer: .*'", images: WithTimer(Guest.Images, timer));

    [Theory]
    [InlineData("pit")]
    [InlineData("apic")]
    public async Task Programs_RunWithEither(string timer)
    {
        string[] programs = ["signals", "pipes", "threads", "forktree"];
        string expected = string.Concat(programs.Select(program => GuestPrograms.RunOnHost($"musl/{program}").Output));
        string command = string.Join("; ", programs.Select(program => $"/test/musl/{program}"));
        await Guest.ExpectAsync(expected, 0, command, images: WithTimer(GuestPrograms.Images, timer));
    }

    [Theory]
    [InlineData("IO-APIC", "timer: apic", "-machine", "pc")]
    [InlineData("IO-APIC", "timer: apic", "-machine", "q35,hpet=off")]
    [InlineData("IO-APIC", "timer: apic", "-cpu", "qemu64")]
    [InlineData("XT-PIC", "timer: pit", "-cpu", "qemu64,-apic")]
    [InlineData("XT-PIC", "timer: pit", "-machine", "pc,acpi=off")]
    public Task OtherMachines_UseWhatTheyHave(string controller, string timer, params string[] arguments)
        => Guest.ExpectAsync(
            $"{timer}\n{controller}\n",
            3, // A status other than 0: without ACPI it is the exit device that ends the emulator.
            "dmesg | grep -o 'timer: [a-z]*$'; sleep 1; awk '/timer/ && $1 == \"0:\" { print $3 }' /proc/interrupts; exit 3",
            Guest.Machine with { Extra = arguments }, WithTimer(Guest.Images, "auto"));

    [Fact]
    [Trait("Emulator", "Bochs")]
    public Task Bochs_WaitsForTheTimestampCounter()
        => Guest.ExpectAsync(
            "timer: apic, tsc deadline\n", 0, "sleep 1; dmesg | grep -o 'timer: .*'", Guest.Machine with { Emulator = EmulatorKind.Bochs },
            WithTimer(Guest.Images, "auto"));

    [Fact]
    public async Task Programs_FindTheLibraryInTheirMaps()
        => await Guest.ExpectAsync("r--p [vvar]\nr-xp [vdso]\n", 0, "awk '/\\[v/ { print $2, $6 }' /proc/self/maps");

    [Theory]
    [InlineData("pit")]
    [InlineData("apic")]
    public Task TimersAgree(string timer) => RunSuiteAsync(timer, s_counting);

    [Theory]
    [Trait("Emulator", "Bochs")]
    [InlineData("pit")]
    [InlineData("apic")]
    public Task TimersAgree_InBochs(string timer) => RunSuiteAsync(timer, Guest.Machine with { Emulator = EmulatorKind.Bochs });

    private static BootImages WithTimer(BootImages images, string timer) => images with { BootLine = $"{images.BootLine} timer={timer}" };

    private async Task RunSuiteAsync(string timer, MachineOptions machine)
    {
        string kernel = Path.Combine(Guest.Settings.Out, "kernel-tests.exe");
        SuiteReport report = await Guest.RunSuiteAsync(kernel, "timers", machine, words: $"timer={timer}");
        foreach (SuiteTest test in report.Tests)
            log.WriteLine($"{test.Result} {test.Name} ({test.Milliseconds} ms) {test.Message}");

        Assert.True(report.Problems.Length == 0, report.Problems);
    }

    private async Task<long[]> MeasureAsync(string command, string timer)
    {
        (MachineOutcome outcome, string output) = await Guest.RunAsync(command, s_counting, WithTimer(GuestPrograms.Images, timer));
        Assert.True(outcome is { Ending: MachineEnding.PoweredOff, ExitStatus: 0 }, outcome.Explain());
        log.WriteLine(output);
        return [.. output.TrimEnd().Split(' ').Select(long.Parse)];
    }
}
