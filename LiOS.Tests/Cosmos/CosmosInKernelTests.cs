using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using LiOS.Emulation.Control;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;
using LiOS.Tests.Machine;
using LiOS.Tests.Machine.Processors;
using Xunit;
using Xunit.Abstractions;

namespace LiOS.Tests.Cosmos;

/// <summary>The suites of LiOS.Tests/InKernel as a Cosmos kernel: every test passes, but for those whose needs Cosmos is known not to meet.</summary>
[Trait("Category", "Machine")]
[Collection(nameof(Cosmos))]
public sealed class CosmosInKernelTests(ITestOutputHelper log)
{
    private const int Megabytes = 512;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(15);

    [CosmosFact]
    public Task Runtime() => ExpectAsync("runtime",
    [
        "typed catch, filter, finally and rethrow", "exceptions carry method names", "a null reference becomes an exception",
        "division by zero and its overflow become exceptions", "array stores are checked", "running out of memory can be caught",
        "collections are counted by generation", "finalizers run", "random numbers differ",
    ]);

    [CosmosFact]
    public Task Threads() => ExpectAsync("threads", ["several threads throw at once", "several threads meet null references at once"]);

    [CosmosFact]
    public Task Timers() => ExpectAsync("timers",
    [
        "interrupts come from one timer alone", "a second of sleep is a second by the other timer", "a second of many sleeps is one too",
        "no sleep ends much late", "an idle second has few wakeups", "the timer in use cannot be made to tick",
    ]);

    [CosmosFact]
    public Task Stress() => ExpectAsync("stress", ["the kernel has hardly grown", "meanwhile null references are caught", "meanwhile finalizers run"], SuiteTests.UserLoad);

    private async Task ExpectAsync(string suite, string[] leftOut, string? command = null)
    {
        BootImages images = CosmosImages.KernelTests with { BootLine = $"{Guest.Images.BootLine} suite={suite}", Command = command is null ? null : Encoding.UTF8.GetBytes(command) };
        using VirtualMachine machine = VirtualMachine.Start(Guest.Settings.Root, Guest.Machine with { Megabytes = Megabytes }, images);
        SuiteReport report = await CosmosReport.ReadAsync(machine, s_patience);
        IEnumerable<SuiteTest> skipped = report.Tests.Where(test => test.Result == ControlCommand.TestSkip);
        log.WriteLine($"{suite}: {report.Tests.Count(test => test.Result == ControlCommand.TestPass)} passed, {skipped.Count()} skipped of {report.Tests.Count}.");
        foreach (SuiteTest test in report.Tests) log.WriteLine($"{test.Result} {test.Name} ({test.Milliseconds} ms) {test.Message}");

        Assert.True(report.Problems.Length == 0, report.Problems);
        Assert.Equal(suite, report.Name);
        Assert.Equal(leftOut, skipped.Select(test => test.Name));
        Assert.All(skipped, test => Assert.NotEmpty(test.Message));
    }
}
