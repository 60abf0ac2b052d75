using System.CommandLine;
using System.IO;
using LiOS.Emulation;
using LiOS.Emulation.Images;

namespace LiOS.Tool;

/// <summary>The option that names the kernel to boot: LiOS's own unless it is given.</summary>
internal sealed class KernelArgument
{
    private readonly MachineSettings _settings;

    private readonly Option<string?> _kernel = new("--kernel")
    {
        Description = "Project of a kernel of your own ('./lios new' makes one), built and booted in place of LiOS's.",
        HelpName = "file.csproj",
    };

    /// <summary>Adds the option to a command.</summary>
    public KernelArgument(MachineSettings settings, Command command)
    {
        _settings = settings;
        command.Add(_kernel);
    }

    /// <summary>Whether a kernel is named.</summary>
    public bool IsGiven(ParseResult result) => result.GetValue(_kernel) is not null;

    /// <summary>What the files made of the kernel are called: the project's name, or lios.</summary>
    public string GetName(ParseResult result) => result.GetValue(_kernel) is { } project ? Path.GetFileNameWithoutExtension(project) : "lios";

    /// <summary>The folder that they lie in.</summary>
    public string GetFolder(ParseResult result) =>
        result.GetValue(_kernel) is { } project ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(project))!, "out") : _settings.Out;

    /// <summary>Builds LiOS, and the kernel that is named.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="images">The images of LiOS.</param>
    /// <returns>Those to boot.</returns>
    /// <exception cref="HostToolException">There is no such project, or the build failed.</exception>
    public BootImages Build(ParseResult result, BootImages images)
    {
        ImageBuild.Update(_settings);
        if (result.GetValue(_kernel) is not { } project) return images;
        if (!File.Exists(project) || Path.GetExtension(project) != ".csproj") throw new HostToolException($"--kernel wants a project file; {project} is none.");

        ImageBuild.Progress($"Building {GetName(result)}", () => DotnetBuild.Run(Path.GetFullPath(project)));
        string kernel = Path.Combine(GetFolder(result), GetName(result) + ".exe");
        if (!File.Exists(kernel)) throw new HostToolException($"{project} makes no kernel: it does not import build/Hosting.targets of this working copy.");
        return images with { Kernel = kernel };
    }
}
