using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LiOS.Emulation.Control;
using LiOS.Emulation.Machines;
using LiOS.Memory;
using Xunit;

namespace LiOS.Tests.Machine.Processors;

/// <summary>The ways between the rings on different processors: what programs can try on them, and what must come back unchanged.</summary>
[Trait("Category", "Machine")]
public class TrapTests
{
    private const string Kept = "every register kept\n";

    /// <summary>Without XSAVE, without AVX, with everything QEMU has; and Bochs, which follows the manual more closely.</summary>
    public static TheoryData<EmulatorKind, string> Processors => new()
    {
        { EmulatorKind.Qemu, "qemu64" },
        { EmulatorKind.Qemu, "Nehalem" },
        { EmulatorKind.Qemu, "Skylake-Client" },
        { EmulatorKind.Qemu, "max" },
        { EmulatorKind.Bochs, "" },
    };

    [Theory]
    [MemberData(nameof(Processors))]
    public Task Privileges_AreRefused(EmulatorKind emulator, string processor)
        => ExpectAsync("337 attempts, 0 wrong\n", "/test/musl/privileges", emulator, processor);

    [Theory]
    [MemberData(nameof(Processors))]
    public Task Registers_SurvivePreemptionAndSignals(EmulatorKind emulator, string processor)
        => emulator == EmulatorKind.Bochs
            ? ExpectAsync(Kept, "/test/musl/vectors 12", emulator, processor)
            : ExpectAsync(Kept + Kept, "/test/musl/vectors; /test/glibc/vectors", emulator, processor);

    [Fact]
    public Task Signal_ReachesWhoYieldedToItsSender()
        => ExpectAsync("200 signals came\n", "/test/musl/yields", EmulatorKind.Qemu, "max");

    [Theory]
    [InlineData("qemu64")]
    [InlineData("max")]
    public async Task NonMaskableInterrupts_DisturbNobody(string processor)
    {
        using ConsoleSession session = await LogInAsync(processor);
        QemuMachine machine = (QemuMachine)session.Machine;
        string expected = Kept + GuestPrograms.RunOnHost("musl/forktree").Output + "200 signals came\n" + Kept;

        // How many fit into one round depends on the load of the host.
        for (int count = 0; count < 1000;)
        {
            Task<string> work = session.RunAsync("(cd /test/musl; ./vectors; ./forktree; ./yields; ./vectors)");
            for (; !work.IsCompleted; count++)
                machine.Command("nmi");

            Assert.Equal(expected, await work);
        }
    }

    /// <summary>The page tables of the running system, as the processor walks them.</summary>
    [Fact]
    public async Task PageTables_HoldTheirPromises()
    {
        using ConsoleSession session = await LogInAsync("max");
        QemuMachine machine = (QemuMachine)session.Machine;
        string[] lines = machine.Command("info tlb").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        List<(ulong Address, string Flags)> pages = [.. lines.Select(line => (ulong.Parse(line[..16], NumberStyles.HexNumber), line[^9..]))];
        Assert.NotEmpty(pages);

        // Flags: X (no execution), G, P, D, A, C, T, U (ring 3), W.
        Assert.DoesNotContain(pages, page => page.Address < KernelLayout.UserBase);
        Assert.DoesNotContain(pages, page => page.Flags[0] != 'X' && page.Flags[8] == 'W');
        Assert.DoesNotContain(pages, page => page.Flags[7] == 'U' && page.Address >= KernelLayout.UserTop);
        Assert.DoesNotContain(pages, page => page.Flags[7] != 'U' && page.Address < KernelLayout.UserTop);
        Assert.DoesNotContain(pages, page => page.Flags[1] == 'G' && page.Address < KernelLayout.Base);
        Assert.DoesNotContain(pages, page => page.Flags[0] != 'X' && page.Address >= KernelLayout.UserTop && page.Address - KernelLayout.Images >= KernelLayout.ImagesLength);
        Assert.Contains(pages, page => page.Flags[0] != 'X' && page.Address - KernelLayout.Images < KernelLayout.ImagesLength);

        // CR0.WP, CR4.UMIP, SMEP and SMAP, EFER.NXE.
        string registers = machine.Command("info registers");
        Assert.Equal(1UL << 16, Register(registers, "CR0=") & (1UL << 16));
        Assert.Equal((1UL << 11) | (1UL << 20) | (1UL << 21), Register(registers, "CR4=") & ((1UL << 11) | (1UL << 20) | (1UL << 21)));
        Assert.Equal(1UL << 11, Register(registers, "EFER=") & (1UL << 11));
    }

    [Fact]
    public async Task MachineCheck_IsReported()
    {
        using ConsoleSession session = await LogInAsync("max");
        QemuMachine machine = (QemuMachine)session.Machine;
        try
        {
            machine.Command("mce 0 1 0xb200000000000000 0x5 0x0 0x0");
        }
        catch (IOException)
        {
            // The panic switches the machine off, perhaps before QEMU has answered.
        }

        await session.ExpectAsync("#MC machine check");
    }

    private static Task ExpectAsync(string output, string command, EmulatorKind emulator, string processor)
        => Guest.ExpectAsync(output, 0, command, Guest.Machine with { Emulator = emulator, Processor = processor }, GuestPrograms.Images);

    private static async Task<ConsoleSession> LogInAsync(string processor)
    {
        ConsoleSession session = new(Guest.Settings.Root, Guest.Machine with { Processor = processor }, GuestPrograms.Images, Guest.Patience);
        try
        {
            await session.ExpectAsync(ConsoleSession.Prompt);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static ulong Register(string registers, string name)
    {
        string value = registers[(registers.IndexOf(name, StringComparison.Ordinal) + name.Length)..];
        return ulong.Parse(value[..value.IndexOfAny([' ', '\n', '\r'])], NumberStyles.HexNumber);
    }
}
