using System.IO;
using System.Threading.Tasks;
using LiOS.Emulation.Control;
using LiOS.Emulation.Machines;
using Xunit;
using Xunit.Abstractions;

namespace LiOS.Tests.Machine.Processors;

/// <summary>The suites of LiOS.Tests/InKernel, which run in ring 0.</summary>
[Trait("Category", "Machine")]
public class SuiteTests(ITestOutputHelper log)
{
    /// <summary>What user programs do for a minute beside the runtime's own stress: faults, forks, pipes, files.</summary>
    internal const string UserLoad = """
        end=$(( $(date +%s) + 60 ))
        while [ $(date +%s) -lt $end ]; do
            for i in 1 2 3 4 5 6 7 8; do (seq 1000 | sort -r | md5sum > /dev/null) & done
            wait
            cat /proc/self/maps /proc/meminfo > /dev/null
            head -c 3000000 /dev/zero | wc -c > /dev/null
        done
        """;

    [Fact]
    public Task Stress_BesideUserPrograms() => ExpectAsync("stress", EmulatorKind.Qemu, UserLoad);

    [Fact]
    [Trait("Emulator", "Bochs")]
    [Trait("Category", "Long")]
    public Task Stress_BesideUserPrograms_InBochs() => ExpectAsync("stress", EmulatorKind.Bochs, UserLoad);

    [Theory]
    [InlineData("runtime")]
    [InlineData("threads")]
    public Task EveryTestPasses(string suite) => ExpectAsync(suite, EmulatorKind.Qemu);

    [Theory]
    [Trait("Emulator", "Bochs")]
    [InlineData("runtime")]
    [InlineData("threads")]
    public Task EveryTestPasses_InBochs(string suite) => ExpectAsync(suite, EmulatorKind.Bochs);

    private async Task ExpectAsync(string suite, EmulatorKind emulator, string? command = null)
    {
        string kernel = Path.Combine(Guest.Settings.Out, "kernel-tests.exe");
        SuiteReport report = await Guest.RunSuiteAsync(kernel, suite, Guest.Machine with { Emulator = emulator }, command);
        foreach (SuiteTest test in report.Tests)
            log.WriteLine($"{test.Result} {test.Name} ({test.Milliseconds} ms) {test.Message}");

        Assert.True(report.Problems.Length == 0, report.Problems);
        Assert.Equal(suite, report.Name);
    }
}
