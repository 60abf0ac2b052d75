using System;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Control;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;
using Xunit;

namespace LiOS.Tests.Machine;

/// <summary>Boots the images in <c>out/</c> for a test.</summary>
internal static class Guest
{
    /// <summary>The settings of this working copy.</summary>
    public static MachineSettings Settings { get; } = MachineSettings.Load(MachineSettings.FindRoot(AppContext.BaseDirectory)!);

    /// <summary>The machine of Cosmos.config.</summary>
    public static MachineOptions Machine { get; } = MachineOptions.FromSettings(Settings);

    /// <summary>The images of the build.</summary>
    public static BootImages Images { get; } = BootImages.FromSettings(Settings);

    /// <summary>How long a test waits for a machine before it gives up, on the host's clock. Generous: it only ends what hangs.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(300);

    // A minute of stress on the machine's clock is several of them in an emulator that is slower than that clock.
    private static readonly TimeSpan s_suiteLimit = TimeSpan.FromMinutes(15);

    /// <summary>Runs one command line inside, as <c>./lios exec</c> does.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="machine">The machine; null for that of Cosmos.config.</param>
    /// <param name="images">The images; null for those of the build.</param>
    /// <param name="patience">How long it may take; null for <see cref="Patience"/>.</param>
    /// <returns>How it ended, and the program's output.</returns>
    public static async Task<(MachineOutcome Outcome, string Output)> RunAsync(
        string command, MachineOptions? machine = null, BootImages? images = null, TimeSpan? patience = null)
    {
        ConsoleFilter filter = new();
        using MemoryStream output = new();
        BootImages boot = (images ?? Images) with { Command = Encoding.UTF8.GetBytes(command) };
        MachineOutcome outcome = await MachineRun.RunAsync(Settings.Root, machine ?? Machine, boot, patience ?? Patience, bytes => output.Write(filter.Read(bytes)));
        output.Write(filter.End());
        return (outcome, Encoding.UTF8.GetString(output.ToArray()));
    }

    /// <summary>Runs one command line inside and checks what it printed and how it ended.</summary>
    public static async Task ExpectAsync(string output, int status, string command, MachineOptions? machine = null, BootImages? images = null)
    {
        (MachineOutcome outcome, string actual) = await RunAsync(command, machine, images);
        Assert.True(outcome.Ending == MachineEnding.PoweredOff, outcome.Explain());
        Assert.Equal(output, actual);
        Assert.Equal(status, outcome.ExitStatus);
    }

    /// <summary>Boots to the shell's first prompt.</summary>
    public static async Task<ConsoleSession> LogInAsync(MachineOptions? machine = null)
    {
        ConsoleSession session = new(Settings.Root, machine ?? Machine, Images, Patience);
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

    /// <summary>Runs a suite of tests inside the machine.</summary>
    /// <param name="kernel">Path of a kernel image that holds suites.</param>
    /// <param name="suite">The suite's name, which the boot line hands over as <c>suite=NAME</c>.</param>
    /// <param name="machine">The machine; null for that of Cosmos.config.</param>
    /// <param name="command">What user programs run beside a suite that boots the whole system.</param>
    /// <param name="words">Further words for the boot line.</param>
    public static async Task<SuiteReport> RunSuiteAsync(string kernel, string suite, MachineOptions? machine = null, string? command = null, string words = "")
    {
        BootImages images = Images with { Kernel = kernel, BootLine = $"{Images.BootLine} suite={suite} {words}" };
        if (command is not null) images = images with { Command = Encoding.UTF8.GetBytes(command) };
        return new(await MachineRun.RunAsync(Settings.Root, machine ?? Machine, images, s_suiteLimit));
    }
}
