using System.IO;
using System.Threading.Tasks;
using LiOS.Emulation;
using Xunit;
using Xunit.Abstractions;

namespace LiOS.Tests.Machine;

/// <summary>The suites of LiOS.Tests/InKernel, which run in ring 0.</summary>
[Trait("Category", "Machine")]
public class SuiteTests(ITestOutputHelper log)
{
    [Theory]
    [InlineData("runtime", EmulatorKind.Qemu)]
    [InlineData("threads", EmulatorKind.Qemu)]
    [InlineData("runtime", EmulatorKind.Bochs)]
    [InlineData("threads", EmulatorKind.Bochs)]
    public async Task EveryTestPasses(string suite, EmulatorKind emulator)
    {
        string kernel = Path.Combine(Guest.Settings.Out, "kernel-tests.exe");
        SuiteReport report = await Guest.RunSuiteAsync(kernel, suite, Guest.Machine with { Emulator = emulator });
        foreach (SuiteTest test in report.Tests)
            log.WriteLine($"{test.Result} {test.Name} ({test.Milliseconds} ms) {test.Message}");

        Assert.True(report.Problems.Length == 0, report.Problems);
        Assert.Equal(suite, report.Name);
    }
}
