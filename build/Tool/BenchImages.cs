using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using LiOS.Emulation;
using LiOS.Emulation.Control;
using LiOS.Emulation.Images;
using LiOS.Emulation.Machines;

namespace LiOS.Tool;

/// <summary>Images whose ramdisk holds /test/bench, and commands run on them.</summary>
internal sealed class BenchImages : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);
    private readonly MachineSettings _settings;

    private BenchImages(MachineSettings settings, BootImages images)
    {
        _settings = settings;
        Images = images;
    }

    /// <summary>The images.</summary>
    public BootImages Images { get; }

    /// <summary>Builds the images and the program.</summary>
    public static BenchImages Make(MachineSettings settings)
    {
        ImageBuild.Update(settings);
        string program = Path.Combine(settings.Out, "programs", "musl", "bench");
        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        HostTool.Run("musl-gcc", "-static", "-O1", "-w", "-s", "-o", program, Path.Combine(settings.Root, "LiOS.Tests", "Programs", "C", "bench.c"));
        string ramdisk = Path.Combine(settings.Out, $"ramdisk-{Environment.ProcessId}.img");
        ImageBuilder.MakeRamdisk(settings.Root, ramdisk, [$"{program}:/test/bench"]);
        return new(settings, BootImages.FromSettings(settings) with { Ramdisk = ramdisk });
    }

    /// <summary>Runs a shell command on a fresh machine.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="HostToolException">The machine died, or the command failed.</exception>
    public async Task<string> RunAsync(MachineOptions machine, string line, CancellationToken cancellation)
    {
        ConsoleFilter filter = new();
        using MemoryStream output = new();
        MachineOutcome outcome = await MachineRun.RunAsync(
            _settings.Root, machine, Images with { Command = Encoding.UTF8.GetBytes(line) }, s_limit, bytes => output.Write(filter.Read(bytes)), null, cancellation);
        return outcome is { Ending: MachineEnding.PoweredOff, ExitStatus: 0 }
            ? Encoding.UTF8.GetString(output.ToArray())
            : throw new HostToolException(outcome.Explain());
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Images.Ramdisk);
}
