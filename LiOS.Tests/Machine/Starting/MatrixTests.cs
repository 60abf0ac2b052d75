using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Control;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;
using LiOS.Emulation.Matrix;
using Xunit;

namespace LiOS.Tests.Machine.Starting;

/// <summary>The same images on every kind of machine. <c>./lios matrix</c> runs all of them; these are the ones that differ most.</summary>
[Trait("Category", "Machine")]
public class MatrixTests
{
    public static TheoryData<EmulatorKind, string, FirmwareKind, int, bool> Machines => new()
    {
        { EmulatorKind.Qemu, "q35", FirmwareKind.Bios, 32, false },
        { EmulatorKind.Qemu, "q35", FirmwareKind.Bios, 32, true },
        { EmulatorKind.Qemu, "pc", FirmwareKind.Bios, 32, false },
        { EmulatorKind.Qemu, "pc", FirmwareKind.Bios, 32, true },
        { EmulatorKind.Qemu, "q35", FirmwareKind.Bios, 6144, false },
        { EmulatorKind.Qemu, "q35", FirmwareKind.Uefi, 64, true },
        { EmulatorKind.Qemu, "pc", FirmwareKind.Uefi, 256, true },
        { EmulatorKind.Qemu, "q35", FirmwareKind.Uefi, 6144, true },
        { EmulatorKind.Bochs, "", FirmwareKind.Bios, 32, true },
        { EmulatorKind.Bochs, "", FirmwareKind.Bios, 256, true },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public Task OneCommand(EmulatorKind emulator, string board, FirmwareKind firmware, int megabytes, bool fromDisc)
        => Guest.ExpectAsync("42\n", 7, "echo $((6*7)); exit 7", Make(emulator, board, firmware, megabytes, fromDisc));

    [Theory]
    [MemberData(nameof(Machines))]
    public async Task PromptAndPowerOff(EmulatorKind emulator, string board, FirmwareKind firmware, int megabytes, bool fromDisc)
    {
        using ConsoleSession session = await Guest.LogInAsync(Make(emulator, board, firmware, megabytes, fromDisc));
        Assert.Equal("3\n", await session.RunAsync("cat /etc/motd | wc -l"));
        await session.TypeAsync("poweroff\n");
        Assert.Equal(0, await session.ExpectPowerOffAsync());
    }

    /// <summary>Twenty-four processes at once, and files in memory, in the least memory that LiOS is promised to run in.</summary>
    [Theory]
    [InlineData(EmulatorKind.Qemu)]
    [InlineData(EmulatorKind.Bochs)]
    public async Task SmallMachine_RunsSeveralPrograms(EmulatorKind emulator)
    {
        const string Command = "for i in 1 2 3 4 5 6 7 8; do (seq 1000 | sort -rn | (sleep 1; head -n 1)) & done; wait; "
            + "head -c 4000000 /dev/zero > /tmp/zeros; wc -c < /tmp/zeros; dmesg | grep -c 'out of memory'";
        (MachineOutcome outcome, string output) = await Guest.RunAsync(Command, Guest.Machine with { Emulator = emulator, Megabytes = 32, BootsFromDisc = true });
        Assert.True(outcome.Ending == MachineEnding.PoweredOff, outcome.Explain());
        Assert.Equal("1000\n1000\n1000\n1000\n1000\n1000\n1000\n1000\n4000000\n0\n", output);
    }

    /// <summary>The matrix' verdicts: UEFI firmware needs more than 32 MB for itself, and the matrix finds that out by running it alone.</summary>
    [Theory]
    [InlineData(FirmwareKind.Bios, 32, MatrixVerdict.Works)]
    [InlineData(FirmwareKind.Uefi, 32, MatrixVerdict.FirmwareCannot)]
    public async Task Matrix_TellsWhoseFaultItIs(FirmwareKind firmware, int megabytes, MatrixVerdict verdict)
    {
        MachineOptions machine = Guest.Machine with { Firmware = firmware, Megabytes = megabytes, BootsFromDisc = true };
        MatrixResult result = await BootMatrix.RunAsync(Guest.Settings.Root, Guest.Images, machine);
        Assert.True(result.Verdict == verdict, result.Reason);
    }

    [Fact]
    public async Task Matrix_SeesFailures()
    {
        BootImages broken = Guest.Images with { Ramdisk = Guest.Images.Nucleus };
        MatrixResult result = await BootMatrix.RunAsync(Guest.Settings.Root, broken, Guest.Machine with { Megabytes = 32 });
        Assert.Equal(MatrixVerdict.Fails, result.Verdict);
        Assert.NotEmpty(result.Reason);
    }

    [Fact]
    public async Task CountedInstructions_AreTheSameTwice()
    {
        MachineOptions machine = Guest.Machine with { CountsInstructions = true };
        (MachineOutcome first, string one) = await Guest.RunAsync("cat /proc/uptime", machine);
        (_, string two) = await Guest.RunAsync("cat /proc/uptime", machine);
        Assert.Equal(MachineEnding.PoweredOff, first.Ending);
        Assert.Equal(one, two);
    }

    private static MachineOptions Make(EmulatorKind emulator, string board, FirmwareKind firmware, int megabytes, bool fromDisc)
        => Guest.Machine with { Emulator = emulator, Board = board, Firmware = firmware, Megabytes = megabytes, BootsFromDisc = fromDisc };
}
