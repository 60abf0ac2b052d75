using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation.Control;
using LiOS.Emulation.Machines;
using Xunit;

namespace LiOS.Tests.Machine.Consoles;

/// <summary>
/// Keys pressed through the emulator reach the shells on the screen. What they do is seen on the serial line, which is the same
/// terminal as the screen's first, and in pictures of the screen.
/// </summary>
[Trait("Category", "Machine")]
public class KeyboardTests
{
    // A cursor may be drawn or not: two cells of a VGA's text, three bytes for a pixel.
    private const int CursorBytes = 2 * 9 * 16 * 3;

    [Theory]
    [InlineData(FirmwareKind.Bios)]
    [InlineData(FirmwareKind.Uefi)]
    public async Task Keys_TypeCommands(FirmwareKind firmware)
    {
        using ConsoleSession session = await Guest.LogInAsync(Guest.Machine with { Firmware = firmware });
        QemuMachine machine = Assert.IsType<QemuMachine>(session.Machine);
        machine.Type("echo \"$((6*7)) <|> {A-Z}\"; tty\n");
        await session.ExpectAsync("\n42 <|> {A-Z}\n/dev/console\n");
        machine.Type("sleep 1000\n");
        await session.ExpectAsync("sleep 1000\n");
        machine.PressKeys("ctrl", "c");
        await session.ExpectAsync(ConsoleSession.Prompt);
        machine.Type("echo two three");
        machine.PressKeys("home");
        machine.Type("echo one; ");
        machine.PressKeys("end");
        machine.PressKeys("backspace");
        machine.Type("\n");
        await session.ExpectAsync("\none\ntwo thre\n");
        machine.PressKeys("caps_lock");
        machine.Type("echo");
        machine.PressKeys("caps_lock");
        machine.Type("; echo done\n");
        await session.ExpectAsync("ECHO: not found\ndone\n");
    }

    [Fact]
    public async Task Layouts_AreChosenAtBootAndLive()
    {
        using ConsoleSession session = new(Guest.Settings.Root, Guest.Machine, Guest.Images with { BootLine = Guest.Images.BootLine + " keyboard=de" }, Guest.Patience);
        await session.ExpectAsync(ConsoleSession.Prompt);
        QemuMachine machine = Assert.IsType<QemuMachine>(session.Machine);
        Assert.Equal("de\n", await session.RunAsync("cat /proc/lios/keyboard"));
        // What comes before the shell has given the terminal back would be a line of its own.
        await session.TypeAsync("echo ready; cat\n");
        await session.ExpectAsync("\nready\n");
        machine.Type("yz-[;'");
        machine.PressKeys("alt_r", "q");
        machine.PressKeys("equal");
        machine.PressKeys("e");
        machine.PressKeys("alt_r", "e");
        machine.PressKeys("ret");
        await session.ExpectAsync("zyßüöä@é€\nzyßüöä@é€\n");
        machine.PressKeys("ctrl", "d");
        await session.ExpectAsync(ConsoleSession.Prompt);

        Assert.Equal("fr\n", await session.RunAsync("echo fr > /proc/lios/keyboard; cat /proc/lios/keyboard"));
        await session.TypeAsync("echo ready; cat\n");
        await session.ExpectAsync("\nready\n");
        machine.Type("qwerty1234;\n");
        await session.ExpectAsync("azerty&é\"'m\nazerty&é\"'m\n");
        machine.PressKeys("ctrl", "d");
        await session.ExpectAsync(ConsoleSession.Prompt);
        Assert.Contains("Invalid argument", await session.RunAsync("echo klingon > /proc/lios/keyboard"));
        Assert.Equal("fr\n", await session.RunAsync("cat /proc/lios/keyboard"));
    }

    [Fact]
    public async Task Terminals_AreFourWithAShellEach()
    {
        using ConsoleSession session = await Guest.LogInAsync();
        QemuMachine machine = Assert.IsType<QemuMachine>(session.Machine);
        await session.RunAsync("mkfifo /tmp/news");
        byte[] first = Picture(machine, "first");
        for (int i = 2; i <= 4; i++)
        {
            machine.PressKeys("alt", $"f{i}");
            machine.Type("\n");
            machine.Type($"echo $(tty) $(ps -o tty,args | grep -c askfirst) $((6*7)) > /tmp/news\n");
            Assert.StartsWith($"/dev/tty{i} ", await session.RunAsync("cat /tmp/news"));
            Assert.True(Difference(first, Picture(machine, $"terminal-{i}")) > CursorBytes, $"terminal {i} looks like the first");
        }

        // What was not shown meanwhile is there again, with what came to it.
        await session.RunAsync("clear");
        machine.PressKeys("alt", "f1");
        machine.Type("echo back > /dev/tty0; cat /sys/none\n");
        await session.ExpectAsync("\nback\n");
        await session.ExpectAsync(ConsoleSession.Prompt);
        Assert.Equal("tty2\n", await session.RunAsync("echo only there > /dev/tty3; echo tty2"));
    }

    [Fact]
    public async Task Scrollback_ShowsWhatLeftTheScreen()
    {
        using ConsoleSession session = await Guest.LogInAsync();
        QemuMachine machine = Assert.IsType<QemuMachine>(session.Machine);
        await session.RunAsync("seq 1000 1200");
        byte[] end = Picture(machine, "scroll-end");
        await PressAndSeeAsync(machine, end, true, "shift", "pgup");
        byte[] before = Picture(machine, "scroll-back");
        await PressAndSeeAsync(machine, before, true, "shift", "pgup");
        await PressAndSeeAsync(machine, before, false, "shift", "pgdn");
        await PressAndSeeAsync(machine, end, false, "shift", "pgdn");
        await PressAndSeeAsync(machine, end, true, "shift", "pgup");
        await session.RunAsync("clear; seq 1177 1200");
        await PressAndSeeAsync(machine, Picture(machine, "scroll-new"), true, "shift", "pgup");
    }

    [Fact]
    public async Task ControlAltDelete_RestartsAsInitDoes()
    {
        using ConsoleSession session = await Guest.LogInAsync(Guest.Machine with { Restarts = true });
        QemuMachine machine = Assert.IsType<QemuMachine>(session.Machine);
        machine.PressKeys("ctrl", "alt", "delete");
        await session.ExpectAsync("The system is going down NOW!");
        await session.ExpectAsync("Requesting system reboot");
        await session.ExpectAsync(ConsoleSession.Prompt);
    }

    [Fact]
    public async Task SystemRequests_GoToTheLog()
    {
        using ConsoleSession session = await Guest.LogInAsync(Guest.Machine with { Restarts = true });
        QemuMachine machine = Assert.IsType<QemuMachine>(session.Machine);
        machine.PressKeys("alt", "print", "h");
        await session.ExpectAsync("SysRq: b restart at once");
        machine.PressKeys("alt", "print", "m");
        await session.ExpectAsync("SysRq: memory in KiB: total");
        machine.PressKeys("alt", "print", "t");
        await session.ExpectAsync("SysRq: tasks");
        await session.ExpectAsync("sleeping init");
        Assert.Equal("3\n", await session.RunAsync("dmesg | grep -c SysRq:"));
        machine.PressKeys("alt", "print", "b");
        await session.ExpectAsync("restarting at once");
        await session.ExpectAsync(ConsoleSession.Prompt);
    }

    [Fact]
    public async Task Console_MayBeTheScreenAlone()
    {
        using ConsoleSession session = new(Guest.Settings.Root, Guest.Machine, Guest.Images with { BootLine = Guest.Images.BootLine + " console=screen" }, Guest.Patience);
        QemuMachine machine = Assert.IsType<QemuMachine>(session.Machine);
        // Nothing on the serial line tells when the shell listens: it is asked until it answers. Firmware may have taken the beginning of
        // what was typed, a shift key too, and what is left may be a command that waits: each try ends it first.
        for (DateTime end = DateTime.UtcNow + Guest.Patience; !session.Transcript.Contains("/dev/console\n", StringComparison.Ordinal);)
        {
            Assert.True(DateTime.UtcNow < end, session.Transcript);
            machine.PressKeys("ctrl", "c");
            machine.Type("tty > /dev/ttyS0\n");
            await Task.Delay(3000);
        }

        Assert.DoesNotContain("BusyBox", session.Transcript);
    }

    [Fact]
    public async Task Console_MayBeTheSerialLineAlone()
    {
        using ConsoleSession session = new(Guest.Settings.Root, Guest.Machine, Guest.Images with { BootLine = Guest.Images.BootLine + " console=serial" }, Guest.Patience);
        await session.ExpectAsync(ConsoleSession.Prompt);
        QemuMachine machine = Assert.IsType<QemuMachine>(session.Machine);
        byte[] before = Picture(machine, "console-serial");
        await session.RunAsync("ls -l /; free");
        Assert.InRange(Difference(before, Picture(machine, "console-serial")), 0, CursorBytes);
        await session.RunAsync("ls -l / > /dev/tty1");
        Assert.True(Difference(before, Picture(machine, "console-serial")) > CursorBytes);
    }

    /// <summary>Bochs' keyboard controller and keyboard: a command with modifiers, ^C, and the lights, which Bochs shows below the screen.</summary>
    [Fact]
    public async Task Keys_TypeCommandsInBochs()
    {
        using ConsoleSession session = await Guest.LogInAsync(Guest.Machine with { Emulator = EmulatorKind.Bochs, HasRemoteScreen = true });
        BochsMachine machine = Assert.IsType<BochsMachine>(session.Machine);
        await TypeAndSeeAsync("echo $((6*7)) {A-Z}");
        int lit = machine.Screen.TakePicture().Count(pixel => pixel != 0);
        machine.PressKeys("ret");
        await session.ExpectAsync("\n42 {A-Z}\n");
        await session.ExpectAsync(ConsoleSession.Prompt);
        await WaitAsync(() => machine.Screen.TakePicture().Count(pixel => pixel != 0) > lit + 100, "what was typed is not on the screen");
        await TypeAndSeeAsync("cat\n");
        machine.PressKeys("ctrl", "c");
        await session.ExpectAsync(ConsoleSession.Prompt);

        Assert.False(IsLit());
        machine.PressKeys("caps_lock");
        await WaitAsync(IsLit, "caps lock has no light");
        machine.Type("a");
        await session.ExpectAsync("A");
        machine.PressKeys("caps_lock");
        await WaitAsync(() => !IsLit(), "caps lock keeps its light");
        machine.Type("b");
        await session.ExpectAsync("b");

        // The next key is pressed when the last one's echo is there: Bochs' keyboard buffer is small.
        async Task TypeAndSeeAsync(string text)
        {
            foreach (char character in text)
            {
                machine.Type(character.ToString());
                await session.ExpectAsync(character.ToString());
            }
        }

        // A lock's field in the line at the bottom is green while the keyboard's light is on.
        bool IsLit()
        {
            const int rows = 18, bright = 0b00_111_000;
            return machine.Screen.TakePicture()[^(rows * machine.Screen.Width)..].Count(pixel => pixel == bright) > 100;
        }
    }

    private static async Task WaitAsync(Func<bool> condition, string otherwise)
    {
        for (DateTime end = DateTime.UtcNow + TimeSpan.FromSeconds(30); !condition(); await Task.Delay(200))
            Assert.True(DateTime.UtcNow < end, otherwise);
    }

    // Presses keys and waits until the screen looks other than a picture, or like it.
    private static async Task PressAndSeeAsync(QemuMachine machine, byte[] picture, bool isOther, params string[] keys)
    {
        machine.PressKeys(keys);
        DateTime end = DateTime.UtcNow + TimeSpan.FromSeconds(30);
        while (Difference(picture, Picture(machine, "now")) > CursorBytes != isOther)
        {
            Assert.True(DateTime.UtcNow < end, $"the screen {(isOther ? "has not changed" : "does not look as before")}");
            await Task.Delay(200);
        }
    }

    private static byte[] Picture(QemuMachine machine, string name)
    {
        string folder = Path.Combine(Guest.Settings.Out, "tests");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"keyboard-{name}.ppm");
        machine.SaveScreen(path);
        return File.ReadAllBytes(path);
    }

    private static int Difference(byte[] left, byte[] right) =>
        left.Length != right.Length ? Math.Max(left.Length, right.Length) : left.Zip(right).Count(pair => pair.First != pair.Second);
}
