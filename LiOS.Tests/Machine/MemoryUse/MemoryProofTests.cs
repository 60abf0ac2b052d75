using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Machines;
using Xunit;

namespace LiOS.Tests.Machine.MemoryUse;

/// <summary>
/// LiOS.Tests/Programs/memory-proofs on machines of all kinds: fork storms, a fork bomb, greed, guards and sharing, and after each whether
/// anybody holds more frames than before. LIOS_MEMORY_MATRIX asks for every machine (<c>./lios test --memory-matrix</c>), and gathers a table.
/// </summary>
[Trait("Category", "Machine")]
public class MemoryProofTests
{
    // With more memory a bomb makes thousands of processes in its second, and the shell that is to end it waits for its turn for minutes;
    // with less than 64 MiB there is no room for the stack of 24 MiB that one of the promises needs.
    private const int LeastOfPromises = 64, MostOfBomb = 64;

    private const string Always = "storm tree sharing guard walk huge";
    private const int LeastForUefi = 64;

    private static readonly bool s_isWhole = Environment.GetEnvironmentVariable("LIOS_MEMORY_MATRIX") is { Length: > 0 };

    public static TheoryData<EmulatorKind, FirmwareKind, int, string> Machines
    {
        get
        {
            TheoryData<EmulatorKind, FirmwareKind, int, string> machines = [];
            if (!s_isWhole)
            {
                machines.Add(EmulatorKind.Qemu, FirmwareKind.Bios, 32, CasesFor(32));
                machines.Add(EmulatorKind.Qemu, FirmwareKind.Bios, 64, CasesFor(64));
                machines.Add(EmulatorKind.Qemu, FirmwareKind.Uefi, 512, "storm sharing guard");
                machines.Add(EmulatorKind.Bochs, FirmwareKind.Bios, 64, "sharing guard huge");
                return machines;
            }
            foreach ((EmulatorKind emulator, FirmwareKind firmware) in new[] { (EmulatorKind.Qemu, FirmwareKind.Bios), (EmulatorKind.Qemu, FirmwareKind.Uefi), (EmulatorKind.Bochs, FirmwareKind.Bios) })
            {
                foreach (int megabytes in new[] { 32, 64, 512, 6144 }.Where(size => firmware == FirmwareKind.Bios || size >= LeastForUefi))
                    machines.Add(emulator, firmware, megabytes, CasesFor(megabytes));
            }
            return machines;
        }
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public async Task Cases_AreRight_AndNothingIsLost(EmulatorKind emulator, FirmwareKind firmware, int megabytes, string cases)
    {
        MachineOptions machine = Guest.Machine with { Emulator = emulator, Firmware = firmware, Megabytes = megabytes, BootsFromDisc = firmware == FirmwareKind.Uefi };
        TimeSpan patience = s_isWhole ? TimeSpan.FromMinutes(20) : Guest.Patience;
        Stopwatch clock = Stopwatch.StartNew();
        (MachineOutcome outcome, string output) = await Guest.RunAsync($"/test/memory-proofs {cases}", machine, GuestPrograms.SmallImages, patience);
        string problem = outcome is { Ending: MachineEnding.PoweredOff, ExitStatus: 0 }
            ? string.Join("; ", output.TrimEnd().Split('\n').Where(line => !line.EndsWith(" right", StringComparison.Ordinal) && line != "alive"))
            : outcome.Explain();
        Record($"| {emulator} | {firmware} | {megabytes} | {cases.Split(' ').Count(name => output.Contains($"{name} right\n", StringComparison.Ordinal))} of {cases.Split(' ').Length} right | {(problem.Length == 0 ? "nothing lost, the shell lives" : problem.Split('\n')[0])} | {clock.Elapsed.TotalSeconds:0} |");
        Assert.Equal(string.Concat(cases.Split(' ').Select(name => $"{name} right\n")) + "alive\n", output);
        Assert.True(problem.Length == 0, problem);
    }

    /// <summary>UEFI's own firmware does not live in 32 MiB: it ends before it has looked for a disc.</summary>
    [Fact]
    public async Task Firmware_OfUefi_NeedsMoreThan32MiB()
    {
        MachineOptions machine = Guest.Machine with { Firmware = FirmwareKind.Uefi, Megabytes = 32, BootsFromDisc = true };
        (MachineOutcome outcome, string output) = await Guest.RunAsync("echo alive", machine, patience: TimeSpan.FromSeconds(30));
        Record($"| {EmulatorKind.Qemu} | {FirmwareKind.Uefi} | 32 | none | the firmware does not start | |");
        Assert.NotEqual(MachineEnding.PoweredOff, outcome.Ending);
        Assert.Equal("", output);
    }

    private static string CasesFor(int megabytes) =>
        $"{Always}{(megabytes >= LeastOfPromises ? " promises" : "")}{(megabytes <= MostOfBomb ? " bomb" : "")} greed";

    private static void Record(string row)
    {
        if (!s_isWhole) return;
        string path = Path.Combine(Guest.Settings.Out, "tests", "memory-matrix.md");
        if (!File.Exists(path))
            File.WriteAllText(path, "| emulator | firmware | MiB | cases | frames | seconds |\n| --- | --- | ---: | --- | --- | ---: |\n");
        File.AppendAllText(path, row + "\n");
    }
}
