using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation;
using Xunit;

namespace LiOS.Tests.Machine.Programs;

/// <summary>Unmodified Linux programs print inside what they print on the host.</summary>
[Trait("Category", "Machine")]
public class ProgramTests
{
    private static readonly string[] s_programs =
    [
        "hello", "forktree", "copyonwrite", "mapwalk", "hugepages", "signals", "pipes", "threads", "faults", "floats", "locks", "clocks",
        "abi_signals", "abi_processes", "abi_files", "execs", "files", "events", "watches", "tracing", "segments", "sockets", "handles",
        "terminals", "timers", "busyfiles", "accounts", "edges",
    ];

    public static TheoryData<string> Programs
        => new(GuestPrograms.Libraries.SelectMany(library => s_programs.Select(program => $"{library}/{program}")));

    [Theory]
    [MemberData(nameof(Programs))]
    public Task C(string name)
    {
        (string output, int status) = GuestPrograms.RunOnHost(name);
        return Guest.ExpectAsync(output, status, $"/test/{name}", images: GuestPrograms.Images);
    }

    [Fact]
    public Task Arguments()
    {
        (string output, int status) = GuestPrograms.RunOnHost("musl/hello", "one", "two words", "");
        return Guest.ExpectAsync(output, status, "/test/musl/hello one 'two words' ''", images: GuestPrograms.Images);
    }

    [Fact]
    public Task CSharp()
    {
        (string output, int status) = GuestPrograms.RunOnHost("csharp/guest", "3");
        return Guest.ExpectAsync(output, status, "/test/csharp/guest 3", images: GuestPrograms.Images);
    }

    [Theory]
    [InlineData("jump-to-null")]
    [InlineData("write-kernel")]
    [InlineData("execute-data")]
    [InlineData("overflow-stack")]
    public Task Offence_IsReportedAndTheMachineGoesOn(string offence)
        => Guest.ExpectAsync("Segmentation fault\n139\nalive\n", 0, $"/test/musl/faults {offence}; echo $?; echo alive", images: GuestPrograms.Images);

    [Fact]
    public async Task HostileSystemCalls_ChangeNothing()
    {
        (MachineOutcome outcome, string output) = await Guest.RunAsync("/test/musl/hostile", images: GuestPrograms.Images);
        Assert.True(outcome is { Ending: MachineEnding.PoweredOff, ExitStatus: 0 }, outcome.Explain());
        Assert.Equal("450 system calls attacked, everything works\n", output);
    }

    /// <summary>
    /// Every program gives back what it took. The kernel's managed heap grows until the collector has settled, so the first rounds do not count,
    /// and a tolerance remains that is half of what one lost frame for each process would be.
    /// </summary>
    [Fact]
    public async Task FreeMemory_IsTheSameAfterwards()
    {
        const int Processes = 2000, Tolerance = Processes * 4 / 2; // KiB
        const string Free = "awk '/MemFree/ { print $2 }' /proc/meminfo";
        const string Work = "/test/musl/forktree; /test/musl/copyonwrite; /test/musl/mapwalk; /test/musl/threads";
        (MachineOutcome outcome, string output) = await Guest.RunAsync(
            $"for i in $(seq 20); do {Work}; done > /dev/null; {Free}; for i in $(seq {Processes / 100}); do {Work}; done > /dev/null; {Free}",
            images: GuestPrograms.Images);
        Assert.True(outcome is { Ending: MachineEnding.PoweredOff, ExitStatus: 0 }, outcome.Explain());
        long[] free = [.. output.TrimEnd().Split('\n').Select(long.Parse)];
        Assert.InRange(free[1], free[0] - Tolerance, free[0] + Tolerance);
    }
}
