using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using LiOS.Emulation;

namespace LiOS.Tool;

/// <summary><c>./lios new</c>: makes the project of a kernel of one's own, a copy of LiOS.Hosting/Sample under another name.</summary>
internal static partial class NewCommand
{
    private const string Sample = "LiOS.Sample";
    private static readonly string[] s_generated = ["bin", "obj", "out"];

    /// <summary>Makes the command.</summary>
    public static Command Create(MachineSettings settings)
    {
        Command command = new("new", "Makes the project of a kernel of your own; 'dotnet run' in its folder boots it.");
        Argument<string> folder = new("folder") { Description = "A folder that does not exist yet; its name is the kernel's." };
        command.Add(folder);
        command.SetAction(result =>
        {
            string target = Path.GetFullPath(result.GetValue(folder)!);
            string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(target));
            Check(target, name);
            Copy(settings.Root, target, name);
            Console.WriteLine($"""
                {Path.Combine(target, "Kernel.cs")} is your kernel. Boot it:
                    cd {result.GetValue(folder)} && dotnet run
                """);
            return 0;
        });
        return command;
    }

    private static void Check(string target, string name)
    {
        if (!Name().IsMatch(name))
            throw new HostToolException($"a kernel cannot be called '{name}': take a name of letters, digits and underscores, such as MyKernel.");
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any() || File.Exists(target))
            throw new HostToolException($"{target} is there already.");
    }

    private static void Copy(string root, string target, string name)
    {
        string sample = Path.Combine(root, "LiOS.Hosting", "Sample");
        foreach (string source in Directory.EnumerateFiles(sample, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(sample, source);
            if (s_generated.Contains(relative.Split(Path.DirectorySeparatorChar)[0])) continue;
            string path = Path.Combine(target, relative.Replace(Sample, name, StringComparison.Ordinal));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            string text = File.ReadAllText(source).Replace(Sample, name, StringComparison.Ordinal);
            if (Path.GetExtension(path) == ".csproj")
                text = text.Replace("../../", Path.GetRelativePath(target, root) + "/", StringComparison.Ordinal);
            File.WriteAllText(path, text);
        }
    }

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_]*$")]
    private static partial Regex Name();
}
