using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Control;
using LiOS.Emulation.Machines;
using LiOS.Tests.Machine;
using LiOS.Tests.Machine.Consoles;
using Xunit;

namespace LiOS.Tests.Cosmos;

/// <summary>LiOS as a Cosmos kernel, where Cosmos's packages are there.</summary>
[Trait("Category", "Machine")]
[Collection(nameof(Cosmos))]
public sealed class CosmosSystemTests
{
    /// <summary>From Limine to the shell on the serial line.</summary>
    [CosmosTheory]
    [InlineData(FirmwareKind.Bios)]
    [InlineData(FirmwareKind.Uefi)]
    public async Task Console_ReachesThePrompt(FirmwareKind firmware)
    {
        using ConsoleSession session = new(Guest.Settings.Root, Guest.Machine with { Firmware = firmware }, CosmosImages.System, Guest.Patience);
        await session.ExpectAsync(ConsoleSession.Prompt);
        Assert.Equal("42\n", await session.RunAsync("echo $((6*7))"));
        Assert.Equal("3\n2\n1\n", await session.RunAsync("for i in 1 2 3; do echo $i; done | tac"));
        await session.TypeAsync("yes\n");
        await session.ExpectAsync("y\ny\n");
        await session.TypeAsync("\u0003");
        await session.ExpectAsync(ConsoleSession.Prompt);
    }

    /// <summary>Keys that are pressed reach the shell, and what it prints is on the screen as well.</summary>
    [CosmosTheory]
    [InlineData(FirmwareKind.Bios)]
    [InlineData(FirmwareKind.Uefi)]
    public async Task ScreenAndKeyboard_AreTheConsoleToo(FirmwareKind firmware)
    {
        string folder = Path.Combine(Guest.Settings.Out, "tests");
        Directory.CreateDirectory(folder);
        using ConsoleSession session = new(Guest.Settings.Root, Guest.Machine with { Firmware = firmware }, CosmosImages.System, Guest.Patience);
        await session.ExpectAsync(ConsoleSession.Prompt);
        QemuMachine machine = Assert.IsType<QemuMachine>(session.Machine);
        string before = Path.Combine(folder, $"cosmos-{firmware}-before.ppm"), after = Path.Combine(folder, $"cosmos-{firmware}.ppm");
        machine.SaveScreen(before);
        machine.Type("echo \"$((6*7)) <|>\"; ls -l /; tty\n");
        Assert.Contains("\n42 <|>\n", await session.ExpectAsync("\n/dev/console\n" + ConsoleSession.Prompt));
        machine.SaveScreen(after);
        machine.SaveScreen(Path.ChangeExtension(after, ".png"));
        Assert.InRange(ScreenTests.CountLitBytes(after), ScreenTests.CountLitBytes(before) + 1000, int.MaxValue);
        machine.Type("sleep 1000\n");
        await session.ExpectAsync("sleep 1000\n");
        machine.PressKeys("ctrl", "c");
        await session.ExpectAsync(ConsoleSession.Prompt);
    }

    /// <summary>A command's output and status come back as from the bare machine.</summary>
    [CosmosFact]
    public Task Command_GivesOutputAndStatus() => Guest.ExpectAsync("hello\n", 3, "echo hello; exit 3", images: CosmosImages.System);

    /// <summary>Unmodified Linux programs print inside what they print on the host: copy-on-write, signals, pipes, threads, faults and more.</summary>
    [CosmosTheory]
    [InlineData("hello")]
    [InlineData("forktree")]
    [InlineData("copyonwrite")]
    [InlineData("mapwalk")]
    [InlineData("signals")]
    [InlineData("pipes")]
    [InlineData("threads")]
    [InlineData("faults")]
    [InlineData("floats")]
    [InlineData("locks")]
    [InlineData("abi_signals")]
    [InlineData("abi_processes")]
    [InlineData("abi_files")]
    [InlineData("clocks")]
    [InlineData("events")]
    [InlineData("sockets")]
    public Task Program_PrintsWhatItDoesOnTheHost(string name)
    {
        (string output, int status) = GuestPrograms.RunOnHost("musl/" + name);
        return Guest.ExpectAsync(output, status, "/test/musl/" + name, images: CosmosImages.Programs);
    }

    /// <summary>Two programs that never give the processor up are both still counting when a third looks, twice.</summary>
    [CosmosFact]
    public Task Programs_PreemptEachOther() => Guest.ExpectAsync(
        "both\nboth\n", 0,
        """
        for p in a b; do (i=0; while :; do i=$((i+1)); [ $((i % 500)) -eq 0 ] && echo $i > /tmp/$p; done) & done
        sleep 2
        for look in 1 2; do
            a=$(cat /tmp/a) b=$(cat /tmp/b)
            sleep 2
            [ $(cat /tmp/a) -gt $a ] && [ $(cat /tmp/b) -gt $b ] && echo both
        done
        kill $(jobs -p)
        """,
        images: CosmosImages.System);

    /// <summary>The collector runs while programs do, by itself and by hand, and everything goes on.</summary>
    [CosmosFact]
    public async Task Collections_LeaveProgramsRunning()
    {
        const string Command = """
            for p in 1 2 3; do (for i in $(seq 40); do seq 200 | sort -rn | head -n 1; done > /tmp/$p) & done
            for i in 1 2 3 4 5 6 7 8 9 10; do echo collect > /proc/lios/heap; sleep 0.3; done
            wait
            cat /tmp/1 /tmp/2 /tmp/3 | sort | uniq -c | tr -d ' '
            grep collections /proc/lios/heap
            """;
        (MachineOutcome outcome, string output) = await Guest.RunAsync(Command, images: CosmosImages.System);
        Assert.True(outcome is { Ending: MachineEnding.PoweredOff, ExitStatus: 0 }, outcome.Explain() + output);
        string[] lines = output.TrimEnd().Split('\n');
        Assert.Equal("120200", lines[0]);
        Assert.InRange(int.Parse(lines[1].Split(' ').Last(), System.Globalization.CultureInfo.InvariantCulture), 10, int.MaxValue);
    }
}
