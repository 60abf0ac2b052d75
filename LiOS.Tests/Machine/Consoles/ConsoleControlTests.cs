using System.IO;
using System.Threading.Tasks;
using LiOS.Emulation.Control;
using LiOS.Emulation.Images;
using LiOS.Tests.Keyboards;
using Xunit;

namespace LiOS.Tests.Machine.Consoles;

/// <summary>The screen's terminals and the meaning of keys, as programs ask for them (ioctl_console(2)), and busybox' commands for both.</summary>
[Trait("Category", "Machine")]
public class ConsoleControlTests
{
    [Fact]
    public Task Requests_AreAnswered() => Guest.ExpectAsync(
        """
        0: mode 0, type 2, keys 3, switching 0, free 2
        state 0: 1 shown, 3 used, 0 9
        activate 3: done
        wait 3: done
        state 0: 3 shown, b used, 0 9
        free 3: Resource busy
        activate 1: done
        free 3: done
        free 0: done
        free 99: No such device or address
        activate 0: No such device or address
        wait 5: No such device or address
        graphics 1: Invalid argument
        text 0: done
        raw 0: Invalid argument
        unicode 3: done
        A: 0 b41
        no key: -1 Invalid argument
        activate 2: Operation not permitted
        state 0: 1 shown, 3 used, 0 9
        key: -1 Operation not permitted
        another's line: -1 Permission denied
        KDGETMODE: Not a tty

        """,
        2, "setsid /test/musl/consoles /dev/tty0 && /test/musl/consoles /dev/null 2>&1", images: GuestPrograms.Images);

    /// <summary>busybox' commands: another terminal is shown and has the keyboard; one in use is not given up; a command gets one of its own.</summary>
    [Fact]
    public async Task Commands_ChangeTheTerminal()
    {
        using ConsoleSession session = await Guest.LogInAsync();
        await session.RunAsync("mkfifo /tmp/news");
        Assert.Equal("", await session.RunAsync("chvt 2"));
        session.Machine.Type("\n");
        session.Machine.Type("tty > /tmp/news\n");
        Assert.Equal("/dev/tty2\n", await session.RunAsync("cat /tmp/news"));
        Assert.Equal("", await session.RunAsync("chvt 1"));
        session.Machine.Type("tty\n");
        await session.ExpectAsync("\n/dev/console\n");
        await session.ExpectAsync(ConsoleSession.Prompt);
        Assert.Contains("No such device or address", await session.RunAsync("chvt 9"));
        Assert.Contains("Device or resource busy", await session.RunAsync("deallocvt 2"));
        Assert.Equal("", await session.RunAsync("deallocvt"));
    }

    /// <summary>A map that Debian has for Linux's console, loaded by busybox; and the map as it was, put back.</summary>
    [Fact]
    public async Task KeyMaps_AreLoadedAndSaved()
    {
        string folder = Directory.CreateTempSubdirectory("lios-").FullName;
        try
        {
            string map = Path.Combine(folder, "german"), ramdisk = Path.Combine(folder, "ramdisk.img");
            await File.WriteAllBytesAsync(map, new ConsoleKeyMap("qwertz/de-latin1").File);
            ImageBuilder.MakeRamdisk(Guest.Settings.Root, ramdisk, [$"{map}:/etc/german"]);
            using ConsoleSession session = new(Guest.Settings.Root, Guest.Machine, Guest.Images with { Ramdisk = ramdisk }, Guest.Patience);
            await session.ExpectAsync(ConsoleSession.Prompt);
            Assert.Equal("2823 /tmp/american\n", await session.RunAsync("dumpkmap > /tmp/american; wc -c /tmp/american"));
            Assert.Equal("", await session.RunAsync("loadkmap < /etc/german"));
            await TypeAsync("yz-[;'", "zyßüöä");
            Assert.Equal("same\n", await session.RunAsync("loadkmap < /tmp/american; dumpkmap | cmp - /tmp/american && echo same"));
            await TypeAsync("yz-[;'", "yz-[;'");

            // What comes before cat reads would be echoed to the shell's line.
            async Task TypeAsync(string keys, string text)
            {
                await session.TypeAsync("echo ready; cat\n");
                await session.ExpectAsync("\nready\n");
                session.Machine.Type(keys + "\n");
                await session.ExpectAsync($"{text}\n{text}\n");
                session.Machine.PressKeys("ctrl", "d");
                await session.ExpectAsync(ConsoleSession.Prompt);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
