using System;
using System.IO;
using System.Linq;
using LiOS.Emulation;

namespace LiOS.Tests.Cosmos;

/// <summary>What this machine has of Cosmos.</summary>
internal static class CosmosPackages
{
    /// <summary>Null when the packages are there, otherwise why tests that need them are left out.</summary>
    public static string? Missing { get; } = Look();

    /// <summary>Null when there is also a copy of Cosmos's source, otherwise why tests that need it are left out.</summary>
    public static string? SourceMissing { get; } = Missing ?? LookForSource();

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
        string[] feeds = [settings["LiosCosmosFeed"], Path.Combine(settings.Out, "cosmos-packages")];
        bool isThere = Directory.Exists(Path.Combine(cache, "cosmos.sdk"))
            || feeds.Any(feed => Directory.Exists(feed) && Directory.EnumerateFiles(feed, "Cosmos.Sdk.*.nupkg").Any());
        return isThere ? null : "Cosmos's packages are not on this machine (docs/cosmos.md says how to get them)";
    }
}
