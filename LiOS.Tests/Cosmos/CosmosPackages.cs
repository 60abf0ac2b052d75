using System;
using System.IO;
using System.Linq;
using LiOS.Emulation;

namespace LiOS.Tests.Cosmos;

/// <summary>Whether this machine has Cosmos's packages.</summary>
internal static class CosmosPackages
{
    /// <summary>Null when they are there, otherwise why tests that need them are left out.</summary>
    public static string? Missing { get; } = Look();

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
