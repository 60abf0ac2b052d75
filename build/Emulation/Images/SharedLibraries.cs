using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace LiOS.Emulation.Images;

/// <summary>The shared libraries that programs of the host load.</summary>
public static partial class SharedLibraries
{
    /// <summary>What the host's dynamic loader would load for a program or a library, the loader itself included.</summary>
    /// <param name="path">The program or library.</param>
    /// <returns>Paths as the loader prints them.</returns>
    /// <exception cref="HostToolException">The loader refuses the file.</exception>
    public static IEnumerable<string> Of(string path) => LoadedFile().Matches(HostTool.Run("ldd", path)).Select(match => match.Groups[1].Value);

    /// <summary>Where the host's dynamic loader finds a library that programs open by name, or null.</summary>
    public static string? Find(string name)
    {
        string loader = new[] { "/sbin/ldconfig", "/usr/sbin/ldconfig" }.FirstOrDefault(File.Exists) ?? "ldconfig";
        Match match = Regex.Match(HostTool.Run(loader, "-p"), $@"^\s*{Regex.Escape(name)} \(libc6,x86-64\S*\) => (\S+)", RegexOptions.Multiline);
        return match.Success ? match.Groups[1].Value : null;
    }

    // The loader lists what it would load: "name => path (address)", and itself by path alone.
    [GeneratedRegex(@"(/\S+) \(0x")]
    private static partial Regex LoadedFile();
}
