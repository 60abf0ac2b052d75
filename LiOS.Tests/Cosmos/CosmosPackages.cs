using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Xml.Linq;
using LiOS.Emulation;

namespace LiOS.Tests.Cosmos;

/// <summary>What this machine has of Cosmos.</summary>
internal static class CosmosPackages
{
    // One package stands for all: they have one version and are made for one .NET.
    private const string Package = "Cosmos.Kernel.System", CachedPackage = "cosmos.kernel.system";

    /// <summary>Null when the packages are there, otherwise why tests that need them are left out.</summary>
    public static string? Missing { get; } = Look();

    /// <summary>Null when there is also a copy of Cosmos's source, otherwise why tests that need it are left out.</summary>
    public static string? SourceMissing { get; } = Missing ?? LookForSource();

    /// <summary>
    /// Whether a build finds packages that fit it. What an earlier build copied into <c>out/</c> does not count, nor do packages for
    /// another .NET in the cache: both are left behind by builds with other settings.
    /// </summary>
    /// <param name="feed">The folder with packages that the settings name; may be empty.</param>
    /// <param name="cache">NuGet's cache.</param>
    /// <param name="version">Cosmos's version.</param>
    /// <param name="framework">The .NET that the settings name, such as <c>net10.0</c>.</param>
    public static bool AreThere(string feed, string cache, string version, string framework)
    {
        string file = Path.Combine(feed, $"{Package}.{version}.nupkg");
        if (feed.Length != 0 && File.Exists(file))
        {
            using ZipArchive archive = ZipFile.OpenRead(file);
            return archive.Entries.Any(entry => entry.FullName.Contains($"lib/{framework}/", StringComparison.Ordinal));
        }

        string folder = Path.Combine(cache, CachedPackage, version);
        return Directory.Exists(folder) && Directory.EnumerateDirectories(folder, framework, SearchOption.AllDirectories).Any();
    }

    private static string? LookForSource()
    {
        string source = MachineSettings.Load(MachineSettings.FindRoot(AppContext.BaseDirectory)!)["LiosCosmosSource"];
        return Directory.Exists(Path.Combine(source, "tests", "Kernels")) ? null : "LiosCosmosSource names no copy of Cosmos's source (docs/cosmos.md)";
    }

    private static string? Look()
    {
        MachineSettings settings = MachineSettings.Load(MachineSettings.FindRoot(AppContext.BaseDirectory)!);
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string version = XDocument.Load(Path.Combine(settings.Root, "Directory.Packages.props")).Descendants("LiosCosmosVersion").Single().Value;
        return AreThere(settings["LiosCosmosFeed"], cache, version, settings["LiosCosmosFramework"])
            ? null : "Cosmos's packages are not on this machine (docs/cosmos.md says how to get them)";
    }
}
