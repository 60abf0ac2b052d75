using System.CommandLine;
using System.IO;
using System.Linq;
using LiOS.Emulation;

namespace LiOS.Tool;

/// <summary><c>./lios clean</c>: removes everything that was built.</summary>
internal static class CleanCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(MachineSettings settings)
    {
        Command command = new("clean", "Removes everything that was built.");
        command.SetAction(_ =>
        {
            Delete(settings.Out);
            foreach (string project in Directory.EnumerateFiles(settings.Root, "*.csproj", SearchOption.AllDirectories).ToArray())
            {
                Delete(Path.Combine(Path.GetDirectoryName(project)!, "bin"));
                Delete(Path.Combine(Path.GetDirectoryName(project)!, "obj"));
                Delete(Path.Combine(Path.GetDirectoryName(project)!, "out"));
            }

            return 0;
        });
        return command;
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
