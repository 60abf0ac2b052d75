using System.Threading.Tasks;
using Xunit;

namespace LiOS.Tests.Machine.Starting;

[Trait("Category", "Machine")]
public class ExecTests
{
    [Fact]
    public Task Arithmetic() => Guest.ExpectAsync("42\n", 0, "echo $((6*7))");

    [Theory]
    [InlineData("true", 0)]
    [InlineData("false", 1)]
    [InlineData("exit 42", 42)]
    [InlineData("kill -9 $$", 137)]
    public Task ExitStatus(string command, int status) => Guest.ExpectAsync("", status, command);

    [Fact]
    public Task UnknownCommand() => Guest.ExpectAsync("sh: nonsense: not found\n", 127, "nonsense");

    [Theory]
    [InlineData("for i in 1 2 3; do echo $i; done", "1\n2\n3\n")]
    [InlineData("printf 'a\\r\\nb'", "a\r\nb")]
    [InlineData("echo one two three | wc -w", "3\n")]
    [InlineData("seq 1000 | sort -rn | head -n 2 | tr '\\n' ,", "1000,999,")]
    [InlineData("echo $(echo $(echo deep))", "deep\n")]
    [InlineData("x=1; (x=2; echo $x); echo $x", "2\n1\n")]
    [InlineData("cat /etc/hostname < /dev/null", "lios\n")]
    [InlineData("test -d /proc && test -c /dev/null && echo yes", "yes\n")]
    [InlineData("head -c 100000 /dev/zero | md5sum", "0019d23bef56a136a1891211d7007f6f  -\n")]
    [InlineData("cd /bin; pwd; cd; pwd", "/bin\n/root\n")]
    [InlineData("ls -d /etc/init.d /bin /root | cat", "/bin\n/etc/init.d\n/root\n")]
    [InlineData("readlink /bin/sh; stat -c '%a %u %g %F' /tmp", "/bin/busybox\n1777 0 0 directory\n")]
    [InlineData("sleep 1 & wait; echo $?", "0\n")]
    [InlineData("trap 'echo bye' EXIT; echo hello", "hello\nbye\n")]
    [InlineData("awk 'BEGIN { for (i = 1; i <= 5; i++) s += i * i; print s }'", "55\n")]
    [InlineData("find /etc -name 'p*' | sort", "/etc/passwd\n/etc/profile\n")]
    public Task ShellAndTools(string command, string output) => Guest.ExpectAsync(output, 0, command);

    [Theory]
    [InlineData("echo kept > /tmp/file; echo more >> /tmp/file; cat /tmp/file", "kept\nmore\n")]
    [InlineData("mkdir -p /tmp/a/b; echo x > /tmp/a/b/c; mv /tmp/a/b /tmp/d; cat /tmp/d/c; rm -r /tmp/d /tmp/a; ls /tmp", "x\n")]
    [InlineData("seq 100000 > /tmp/numbers; md5sum < /tmp/numbers; wc -c < /tmp/numbers", "dea9193b768319cbb4ff1a137ac03113  -\n588895\n")]
    public Task TemporaryFiles(string command, string output) => Guest.ExpectAsync(output, 0, command);

    [Fact]
    public Task ReadOnlyMount_RefusesEveryChange() => Guest.ExpectAsync(
        "touch: /mnt/a: Read-only file system\nmkdir: can't create directory '/mnt/b': Read-only file system\n"
            + "chmod: /mnt: Read-only file system\nnone /mnt tmpfs ro 0 0\n",
        0,
        "mkdir -p /mnt; mount -t tmpfs -o ro none /mnt; touch /mnt/a; mkdir /mnt/b; chmod 700 /mnt; grep ' /mnt ' /proc/mounts");
}
