using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using LiOS.Emulation.Machines;
using LiOS.Tests.Machine;
using Xunit;

namespace LiOS.Tests.Cosmos;

/// <summary>The sample kernel of LiOS.Cosmos, where Cosmos's packages are there.</summary>
[Trait("Category", "Machine")]
[Collection(nameof(Cosmos))]
public sealed class CosmosSampleTests
{
    /// <summary>Memory beyond the largest region counts, and the collector lives on LiOS's pages.</summary>
    [CosmosFact]
    public async Task Sample_HasAllMemory()
    {
        const int Megabytes = 6144;
        MachineOptions options = Guest.Machine with { Megabytes = Megabytes };
        using VirtualMachine machine = VirtualMachine.Start(Guest.Settings.Root, options, CosmosImages.Sample);
        using StreamReader console = new(machine.Output, Encoding.Latin1);
        string? report = null;
        while (await console.ReadLineAsync().WaitAsync(Guest.Patience) is { } line && !line.Contains("LiOS: the sample is done.", StringComparison.Ordinal))
        {
            Assert.DoesNotContain("KERNEL PANIC", line, StringComparison.Ordinal);
            if (line.StartsWith("LiOS: ", StringComparison.Ordinal)) report = line;
        }

        Assert.NotNull(report);
        int pages = int.Parse(report.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        // What firmware, loader and kernel keep for themselves is less than 64 MiB.
        Assert.InRange(pages, (Megabytes - 64) * 256, Megabytes * 256);
    }
}
