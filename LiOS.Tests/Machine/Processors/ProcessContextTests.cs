using System.Threading.Tasks;
using LiOS.Emulation.Machines;
using Xunit;

namespace LiOS.Tests.Machine.Processors;

/// <summary>Process-context identifiers: used where the processor has them and nobody forbids it, and what is said about them is true.</summary>
[Trait("Category", "Machine")]
public class ProcessContextTests
{
    private const string Question = "grep -cw pcid /proc/cpuinfo; dmesg | grep -o 'PCID: .*'; seq 1000 | sort -rn | head -n 1";

    // QEMU's TCG has them on no processor.
    [Fact]
    public Task WithoutThem_NoneAreUsed() => Guest.ExpectAsync("0\nPCID: the processor has none\n1000\n", 0, Question);

    [Theory]
    [InlineData("", "1\nPCID: on\n1000\n")]
    [InlineData(" pcid=off", "0\nPCID: off\n1000\n")]
    [Trait("Emulator", "Bochs")]
    public Task WithThem_TheBootLineDecides(string words, string expected)
        => Guest.ExpectAsync(expected, 0, Question, Guest.Machine with { Emulator = EmulatorKind.Bochs }, Guest.Images with { BootLine = Guest.Images.BootLine + words });
}
