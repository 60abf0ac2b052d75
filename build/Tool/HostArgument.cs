using System.CommandLine;
using System.IO;
using LiOS.Emulation;
using LiOS.Emulation.Images;

namespace LiOS.Tool;

/// <summary>The options that say what is booted: what LiOS runs on, for which Cosmos.config has a value, and whose kernel it is.</summary>
internal sealed class HostArgument
{
    private const string Bare = "bare", Cosmos = "cosmos";
    private readonly MachineSettings _settings;
    private readonly Option<string> _on;
    private readonly KernelArgument _kernel;

    /// <summary>Adds the options to a command.</summary>
    public HostArgument(MachineSettings settings, Command command)
    {
        _settings = settings;
        _on = new("--on")
        {
            Description = "What LiOS runs on: bare (the machine itself) or cosmos (inside a Cosmos kernel; needs Cosmos's packages).",
            HelpName = $"{Bare}|{Cosmos}",
            DefaultValueFactory = _ => settings["LiosToolchain"].ToLowerInvariant(),
        };
        _on.AcceptOnlyFromAmong(Bare, Cosmos);
        command.Add(_on);
        _kernel = new(settings, command);
    }

    /// <summary>Path of the file that debuggers read.</summary>
    public string GetDebugFile(ParseResult result) => Path.GetRelativePath(".", Path.Combine(_kernel.GetFolder(result), _kernel.GetName(result) + ".elf"));

    /// <summary>Builds what is to be booted.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="images">The images of the bare machine.</param>
    /// <returns>Those that were asked for.</returns>
    /// <exception cref="HostToolException">The build failed, on Cosmos in most cases because its packages cannot be had; the message says what to do.</exception>
    public BootImages Build(ParseResult result, BootImages images)
    {
        if (result.GetValue(_on) != Cosmos) return _kernel.Build(result, images);
        if (_kernel.IsGiven(result)) throw new HostToolException("--kernel is for the bare machine: a kernel of yours for Cosmos is one of Cosmos's own projects (docs/cosmos.md).");

        ImageBuild.Progress("Building LiOS for Cosmos", () => DotnetBuild.Run(Path.Combine(_settings.Root, "LiOS.Kernel"), "-p:LiosToolchain=Cosmos"));
        return images with { CosmosFolder = Path.Combine(_settings.Out, "cosmos-build", "LiOS.Cosmos.Boot", "disc") };
    }
}
