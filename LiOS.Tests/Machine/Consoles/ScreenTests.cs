using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation.Control;
using LiOS.Emulation.Machines;
using Xunit;

namespace LiOS.Tests.Machine.Consoles;

/// <summary>What the console shows, the screen shows too. The pictures stay in <c>out/tests</c> to be looked at.</summary>
[Trait("Category", "Machine")]
public class ScreenTests
{
    [Theory]
    [InlineData(FirmwareKind.Bios)]
    [InlineData(FirmwareKind.Uefi)]
    public async Task Screen_ShowsTheConsole(FirmwareKind firmware)
    {
        string folder = Path.Combine(Guest.Settings.Out, "tests");
        Directory.CreateDirectory(folder);
        using ConsoleSession session = await Guest.LogInAsync(Guest.Machine with { Firmware = firmware });
        QemuMachine machine = Assert.IsType<QemuMachine>(session.Machine);
        string before = Path.Combine(folder, $"screen-{firmware}-before.ppm");
        string after = Path.Combine(folder, $"screen-{firmware}.ppm");
        await session.RunAsync("echo");
        machine.SaveScreen(before);
        Assert.Contains("bin", await session.RunAsync("ls -l /; free; uname -a"));
        machine.SaveScreen(after);
        machine.SaveScreen(Path.ChangeExtension(after, ".png"));
        int lit = CountLitBytes(after);
        Assert.True(lit > CountLitBytes(before) + 1000, $"{lit} lit bytes after printing a screen of text");
    }

    internal static int CountLitBytes(string picture) => File.ReadAllBytes(picture).Count(static value => value > 64);
}
