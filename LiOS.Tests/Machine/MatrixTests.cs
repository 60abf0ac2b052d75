using System.Threading.Tasks;
using LiOS.Emulation;
using Xunit;

namespace LiOS.Tests.Machine;

/// <summary>The same images on every kind of machine.</summary>
[Trait("Category", "Machine")]
public class MatrixTests
{
    public static TheoryData<EmulatorKind, FirmwareKind, int, bool> Machines => new()
    {
        { EmulatorKind.Qemu, FirmwareKind.Bios, 64, false },
        { EmulatorKind.Qemu, FirmwareKind.Bios, 64, true },
        { EmulatorKind.Qemu, FirmwareKind.Bios, 6144, false },
        { EmulatorKind.Qemu, FirmwareKind.Uefi, 64, true },
        { EmulatorKind.Qemu, FirmwareKind.Uefi, 256, true },
        { EmulatorKind.Qemu, FirmwareKind.Uefi, 6144, true },
        { EmulatorKind.Bochs, FirmwareKind.Bios, 64, true },
        { EmulatorKind.Bochs, FirmwareKind.Bios, 256, true },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public Task OneCommand(EmulatorKind emulator, FirmwareKind firmware, int megabytes, bool fromDisc)
        => Guest.ExpectAsync("42\n", 7, "echo $((6*7)); exit 7", Make(emulator, firmware, megabytes, fromDisc));

    [Theory]
    [MemberData(nameof(Machines))]
    public async Task PromptAndPowerOff(EmulatorKind emulator, FirmwareKind firmware, int megabytes, bool fromDisc)
    {
        using ConsoleSession session = await Guest.LogInAsync(Make(emulator, firmware, megabytes, fromDisc));
        Assert.Equal("3\n", await session.RunAsync("cat /etc/motd | wc -l"));
        await session.TypeAsync("poweroff\n");
        Assert.Equal(0, await session.ExpectPowerOffAsync());
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

    private static MachineOptions Make(EmulatorKind emulator, FirmwareKind firmware, int megabytes, bool fromDisc)
        => Guest.Machine with { Emulator = emulator, Firmware = firmware, Megabytes = megabytes, BootsFromDisc = fromDisc };
}
