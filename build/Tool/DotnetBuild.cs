using System;
using System.Linq;
using System.Text.RegularExpressions;
using LiOS.Emulation;

namespace LiOS.Tool;

/// <summary>Runs <c>dotnet build</c>.</summary>
internal static partial class DotnetBuild
{
    private const int MaximumLines = 20;

    /// <summary>Builds a project or a folder's solution.</summary>
    /// <param name="path">The project or the folder.</param>
    /// <param name="options">Further arguments of dotnet build.</param>
    /// <exception cref="HostToolException">The build failed; the message holds its errors, each once.</exception>
    public static void Run(string path, params string[] options)
    {
        try
        {
            HostTool.Run("dotnet", ["build", path, "-v", "q", "-nologo", .. options]);
        }
        catch (HostToolException e)
        {
            string output = e.Message[(e.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..];
            string[] errors = [.. output.Split('\n').Where(line => line.Contains("error", StringComparison.Ordinal))
                .Select(line => Project().Replace(line, "").Trim()).Distinct().Take(MaximumLines)];
            throw errors.Length == 0 ? e : new HostToolException($"the build failed:\n{string.Join('\n', errors)}");
        }
    }

    [GeneratedRegex(@" \[[^\]]*proj\]$")]
    private static partial Regex Project();
}
