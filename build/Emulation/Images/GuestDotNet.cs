using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace LiOS.Emulation.Images;

/// <summary>The host's .NET runtime and C# compiler as files for the guest: unchanged Linux programs to LiOS.</summary>
public static class GuestDotNet
{
    /// <summary>Memory that a machine needs to compile and run a small C# program, in MiB.</summary>
    public const int LeastMegabytes = 1024;

    private const string Home = "/usr/share/dotnet", Compiler = Home + "/csc", Framework = "shared/Microsoft.NETCore.App";

    // What the runtime opens by name rather than being linked to: the compiler hashes what it writes.
    private static readonly string[] s_openedByName = ["libssl.so.3", "libcrypto.so.3"];

    private static readonly string[] s_compilerFiles =
        ["csc.dll", "csc.deps.json", "csc.runtimeconfig.json", "Microsoft.CodeAnalysis.dll", "Microsoft.CodeAnalysis.CSharp.dll"];

    /// <summary>What to put into the guest's file system: the runtime this tool runs on, the newest SDK's compiler, and the commands dotnet, csc and cs.</summary>
    /// <param name="root">The root of the working copy.</param>
    /// <param name="scratch">An existing folder for what has to be written; it must live until the image is made.</param>
    /// <returns>Pairs <c>HOSTPATH:/GUESTPATH</c>.</returns>
    /// <exception cref="HostToolException">The host lacks a part.</exception>
    public static IEnumerable<string> Files(string root, string scratch)
    {
        string runtime = Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory());
        string version = Path.GetFileName(runtime);
        string home = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        string resolver = Path.Combine(home, "host", "fxr", version);
        string compiler = Directory.Exists(Path.Combine(home, "sdk"))
            ? Directory.EnumerateDirectories(Path.Combine(home, "sdk"), $"{Environment.Version.Major}.*").Select(sdk => Path.Combine(sdk, "Roslyn", "bincore"))
                .Where(Directory.Exists).OrderByDescending(File.GetCreationTimeUtc).FirstOrDefault() ?? ""
            : "";
        if (!Directory.Exists(resolver) || compiler.Length == 0) throw new HostToolException($"'{home}' holds no .NET SDK.");

        List<string> files =
        [
            $"{Path.Combine(root, "build", "rootfs-dotnet")}:/",
            $"{Path.Combine(home, "dotnet")}:{Home}/dotnet",
            $"{resolver}:{Home}/host/fxr/{version}",
            $"{runtime}:{Home}/{Framework}/{version}",
            .. s_compilerFiles.Select(file => $"{Path.Combine(compiler, file)}:{Compiler}/{file}"),
            $"{WriteReferences(runtime, version, scratch)}:{Compiler}/references.rsp",
        ];
        IEnumerable<string> natives = Directory.EnumerateFiles(runtime, "*.so").Append(Path.Combine(home, "dotnet"));
        foreach (string name in s_openedByName)
        {
            string library = SharedLibraries.Find(name) ?? throw new HostToolException($"'{name}' is missing; install the package libssl3.");
            files.Add($"{library}:{library}");
            natives = natives.Append(library);
        }

        // The runtime's own libraries find each other beside themselves.
        files.AddRange(natives.SelectMany(SharedLibraries.Of).Distinct().Where(file => !file.StartsWith(home, StringComparison.Ordinal)).Select(file => $"{file}:{file}"));
        return files;
    }

    private static string WriteReferences(string runtime, string version, string scratch)
    {
        string path = Path.Combine(scratch, "references.rsp");
        File.WriteAllLines(path, Directory.EnumerateFiles(runtime, "System*.dll").Append(Path.Combine(runtime, "Microsoft.CSharp.dll"))
            .Order(StringComparer.Ordinal).Select(file => $"-r:{Home}/{Framework}/{version}/{Path.GetFileName(file)}"));
        return path;
    }
}
