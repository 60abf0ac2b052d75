using System.IO;
using System.Threading;
using System.Threading.Tasks;
using LiOS.Emulation;

namespace LiOS.Tool;

/// <summary>LiOS inside a Cosmos kernel: <c>./lios run --on cosmos</c>.</summary>
internal static class CosmosDisc
{
    /// <summary>How it is asked for on the command line.</summary>
    public const string Name = "cosmos";

    /// <summary>Builds the disc and boots it on this terminal until the emulator ends (^] then x).</summary>
    /// <exception cref="HostToolException">The build failed, in most cases because Cosmos's packages cannot be had; the message says what to do.</exception>
    public static async Task<int> RunAsync(MachineSettings settings, MachineOptions options, BootImages images, CancellationToken cancellation)
    {
        ImageBuild.Progress("Building LiOS for Cosmos", () => DotnetBuild.Run(Path.Combine(settings.Root, "LiOS.Kernel"), "-p:LiosToolchain=Cosmos"));
        BootImages disc = images with { Disc = Path.Combine(settings.Out, "cosmos.iso") };
        using VirtualMachine running = QemuMachine.StartOnTerminal(settings.Root, options with { Emulator = EmulatorKind.Qemu }, disc);
        await running.WaitForExitAsync(Timeout.InfiniteTimeSpan, cancellation);
        return 0;
    }
}
