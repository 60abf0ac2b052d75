using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Control;
using LiOS.Emulation.Machines;
using LiOS.Tests.Machine;
using Xunit;
using Xunit.Abstractions;

namespace LiOS.Tests.Cosmos;

/// <summary>Cosmos's own test kernels: whatever passes with its page allocator passes with LiOS's.</summary>
[Trait("Category", "Machine")]
[Collection(nameof(Cosmos))]
public sealed class CosmosSuiteTests(ITestOutputHelper log)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(180);

    [CosmosSourceTheory]
    [InlineData("Memory")]
    [InlineData("GarbageCollector")]
    [InlineData("TypeCasting")]
    [InlineData("Interrupts")]
    public async Task WhatPassesWithoutLiOS_PassesWithIt(string suite)
    {
        SuiteReport without = await RunAsync(suite, "Cosmos");
        SuiteReport with = await RunAsync(suite, "LiOS");

        Assert.NotEmpty(Passed(without));
        string[] lost = [.. Passed(without).Except(Passed(with))];
        Assert.True(lost.Length == 0 && with.HasEnded == without.HasEnded, $"Lost: {string.Join(", ", lost)}\n{with.Problems}");
    }

    private static IEnumerable<string> Passed(SuiteReport report)
        => report.Tests.Where(test => test.Result == ControlCommand.TestPass).Select(test => test.Name);

    private async Task<SuiteReport> RunAsync(string suite, string allocator)
    {
        string disc = Path.Combine(Guest.Settings.Out, "cosmos-suite.iso");
        await BuildAsync(suite, allocator, disc);
        MachineOptions options = Guest.Machine with { Megabytes = 512 };
        using VirtualMachine machine = VirtualMachine.Start(Guest.Settings.Root, options, Guest.Images with { Disc = disc });

        SuiteReport report = await CosmosReport.ReadAsync(machine, s_patience);
        // Cosmos's allocator writes a line for each allocation, LiOS's none: a plug that is not there would let Cosmos's pass for LiOS's.
        Assert.Equal(allocator == "Cosmos", report.Outcome.ConsoleText.Contains("[PageAllocator] AllocPages", StringComparison.Ordinal));
        log.WriteLine($"{suite} with the allocator of {allocator}: {Passed(report).Count()} of {report.Tests.Count} passed.");
        foreach (SuiteTest test in report.Tests.Where(test => test.Result != ControlCommand.TestPass)) log.WriteLine($"    {test.Result} {test.Name}: {test.Message}");
        return report;
    }

    private static async Task BuildAsync(string suite, string allocator, string disc)
    {
        string project = Path.Combine(Guest.Settings.Root, "LiOS.Cosmos", "Suites", "LiOS.Cosmos.Suites.csproj");
        ProcessStartInfo start = new("dotnet", ["build", Path.Combine(Guest.Settings.Root, "LiOS.Kernel"), "-v", "q", "-nologo",
            "-p:LiosToolchain=Cosmos", $"-p:LiosCosmosProject={project}", $"-p:LiosCosmosDisc={disc}"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["LiosCosmosSource"] = Guest.Settings["LiosCosmosSource"];
        start.Environment["LiosCosmosFramework"] = Guest.Settings["LiosCosmosFramework"];
        start.Environment["LiosCosmosSuite"] = suite;
        start.Environment["LiosCosmosAllocator"] = allocator;
        using Process process = HostTool.Start(start);
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
    }
}
