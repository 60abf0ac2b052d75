using System.Threading.Tasks;
using LiOS.Emulation.Control;
using Xunit;

namespace LiOS.Tests.Machine.Programs;

/// <summary>What /proc tells, and whom.</summary>
[Trait("Category", "Machine")]
public class ProcTests
{
    /// <summary>Another user's environment, addresses and files are nobody else's business; what ps shows is everybody's.</summary>
    [Fact]
    public Task Processes_AreNotLookedInto_ByOtherUsers() => Guest.ExpectAsync(
        "cat: can't open 'environ': Permission denied\ncat: can't open 'maps': Permission denied\ncat: can't open 'auxv': Permission denied\n"
            + "ls: can't open 'fd': Permission denied\nno executable\nsh: cd: line 0: can't cd to root: Permission denied\nsleep 100 \nSECRET=1\n",
        0,
        "SECRET=1 sleep 100 & cd /proc/$!; until grep -q sleep comm; do :; done; "
            + "su -s /bin/sh nobody -c \"cat environ maps auxv; ls fd; readlink exe || echo no executable; cd root; tr '\\0' ' ' < cmdline\" 2>&1; "
            + "echo; tr '\\0' '\\n' < environ | grep SECRET");

    /// <summary>The serial line is 4:64, and who has no terminal shows none.</summary>
    [Fact]
    public async Task Terminals_AreShown()
    {
        using ConsoleSession session = await Guest.LogInAsync();
        Assert.Equal("1088\n", await session.RunAsync("cut -d' ' -f 7 /proc/self/stat"));
        Assert.Equal("0\n", await session.RunAsync("setsid cut -d' ' -f 7 /proc/self/stat | cat"));
    }

    /// <summary>Who could open a line could read what others type there.</summary>
    [Fact]
    public Task Lines_AreNobodyElses() => Guest.ExpectAsync(
        "sh: can't open /dev/ttyS0: Permission denied\nsh: can't open /dev/tty1: Permission denied\n", 1,
        "su -s /bin/sh nobody -c ': < /dev/ttyS0'; su -s /bin/sh nobody -c ': < /dev/tty1'");

    /// <summary>Mount points and sources may hold blanks.</summary>
    [Fact]
    public Task Mounts_HaveFieldsWithoutBlanks() => Guest.ExpectAsync(
        "a\\040b /mnt/c\\011d tmpfs rw 0 0\n/mnt/c\\011d 1\n",
        0,
        "mkdir -p \"/mnt/c\td\"; mount -t tmpfs 'a b' \"/mnt/c\td\"; grep '^a' /proc/mounts; awk '/a.040b/ { print $5, $2 }' /proc/self/mountinfo");

    /// <summary>What one user looks at, maps once or asks for does not add up in the kernel.</summary>
    [Fact]
    public Task Hoards_AreNotKept() => Guest.ExpectAsync(
        "0 wrong\n", 0, "/test/musl/hoards", Guest.Machine with { Megabytes = 32 }, GuestPrograms.SmallImages);
}
