using System.IO;
using System.Threading.Tasks;
using LiOS.Emulation.Control;
using LiOS.Emulation.Machines;
using Xunit;

namespace LiOS.Tests.Machine.Consoles;

/// <summary>Takes the pictures that docs/screen.md and docs/memory.md show, into <c>out/tests</c>. Whether they look right is for people to say.</summary>
[Trait("Category", "Machine")]
public class PictureTests
{
    [Theory]
    [InlineData(FirmwareKind.Bios)]
    [InlineData(FirmwareKind.Uefi)]
    public async Task Pictures_OfPromptViAndTop(FirmwareKind firmware)
    {
        using ConsoleSession session = await Guest.LogInAsync(Guest.Machine with { Firmware = firmware });
        QemuMachine machine = Assert.IsType<QemuMachine>(session.Machine);
        machine.Type("ls --color /; uname -a\n");
        await session.ExpectAsync("GNU/Linux\n");
        await session.ExpectAsync(ConsoleSession.Prompt);
        Take(machine, firmware, "prompt");

        machine.Type("vi /etc/inittab\n");
        await session.ExpectAsync("inittab 1/");
        machine.Type("5jA  # typed");
        await Task.Delay(2000);
        Take(machine, firmware, "vi");
        machine.Type("\e");
        await Task.Delay(500);
        machine.Type(":q!\n");
        await session.ExpectAsync(ConsoleSession.Prompt);

        machine.Type("top -d 1\n");
        await session.ExpectAsync("COMMAND");
        await session.ExpectAsync("COMMAND");
        await Task.Delay(500);
        Take(machine, firmware, "top");
    }

    [Theory]
    [InlineData(FirmwareKind.Bios)]
    [InlineData(FirmwareKind.Uefi)]
    public async Task Pictures_OfTheMemoryMap(FirmwareKind firmware)
    {
        using ConsoleSession session = await Guest.LogInAsync(Guest.Machine with { Firmware = firmware, Megabytes = 64 });
        QemuMachine machine = Assert.IsType<QemuMachine>(session.Machine);
        machine.Type("memmap\n");
        await session.ExpectAsync("a sign stands for");
        await session.ExpectAsync(ConsoleSession.Prompt);
        Take(machine, firmware, "memmap");
    }

    [Theory]
    [InlineData(FirmwareKind.Bios)]
    [InlineData(FirmwareKind.Uefi)]
    public async Task Pictures_OfAPanic(FirmwareKind firmware)
    {
        MachineOptions options = Guest.Machine with { Firmware = firmware, StaysAtEnd = true };
        using ConsoleSession session = new(Guest.Settings.Root, options, Guest.Images with { BootLine = "log=info init=/bin/none" }, Guest.Patience);
        await session.ExpectAsync("The machine has stopped.");
        Take(Assert.IsType<QemuMachine>(session.Machine), firmware, "panic");
    }

    private static void Take(QemuMachine machine, FirmwareKind firmware, string name)
    {
        string folder = Path.Combine(Guest.Settings.Out, "tests");
        Directory.CreateDirectory(folder);
        machine.SaveScreen(Path.Combine(folder, $"{name}-{firmware.ToString().ToLowerInvariant()}.png"));
    }
}
