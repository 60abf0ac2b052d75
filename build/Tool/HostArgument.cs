using System.CommandLine;
using System.IO;
using LiOS.Emulation;
using LiOS.Emulation.Images;

namespace LiOS.Tool;

/// <summary>The option that says what LiOS runs on; Cosmos.config says what holds when it is not given.</summary>
internal sealed class HostArgument
{
    private const string Bare = "bare", Cosmos = "cosmos";
    private readonly MachineSettings _settings;
    private readonly Option<string> _on;

    /// <summary>Adds the option to a command.</summary>
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
    }

    /// <summary>Builds what is to be booted.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="images">The images of the bare machine.</param>
    /// <returns>Those that were asked for.</returns>
    /// <exception cref="HostToolException">The build failed, on Cosmos in most cases because its packages cannot be had; the message says what to do.</exception>
    public BootImages Build(ParseResult result, BootImages images)
    {
        if (result.GetValue(_on) != Cosmos)
        {
            ImageBuild.Update(_settings);
            return images;
        }

        ImageBuild.Progress("Building LiOS for Cosmos", () => DotnetBuild.Run(Path.Combine(_settings.Root, "LiOS.Kernel"), "-p:LiosToolchain=Cosmos"));
        return images with { CosmosFolder = Path.Combine(_settings.Out, "cosmos-build", "LiOS.Cosmos.Boot", "disc") };
    }
}
