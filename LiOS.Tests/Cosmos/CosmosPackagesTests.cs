using System;
using System.IO;
using System.IO.Compression;
using Xunit;

namespace LiOS.Tests.Cosmos;

/// <summary>Which packages count as being there: those that a build with the same settings would use.</summary>
public sealed class CosmosPackagesTests : IDisposable
{
    private const string Version = "3.0.82", Framework = "net10.0", Other = "net9.0";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lios-cosmos-");

    private string Feed => Path.Combine(_folder.FullName, "feed");

    private string Cache => Path.Combine(_folder.FullName, "cache");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void NothingThere_IsMissing() => Assert.False(CosmosPackages.AreThere("", Cache, Version, Framework));

    [Theory]
    [InlineData(Framework, true)]
    [InlineData(Other, false)]
    public void PackageInFeed_CountsForItsFramework(string made, bool expected)
    {
        Directory.CreateDirectory(Feed);
        using (ZipArchive archive = ZipFile.Open(Path.Combine(Feed, $"Cosmos.Kernel.System.{Version}.nupkg"), ZipArchiveMode.Create))
            archive.CreateEntry($"runtimes/linux-x64/lib/{made}/Cosmos.Kernel.System.dll");
        Assert.Equal(expected, CosmosPackages.AreThere(Feed, Cache, Version, Framework));
    }

    [Theory]
    [InlineData(Version, Framework, true)]
    [InlineData(Version, Other, false)]
    [InlineData("3.0.81", Framework, false)]
    public void PackageInCache_CountsForItsVersionAndFramework(string version, string made, bool expected)
    {
        Directory.CreateDirectory(Path.Combine(Cache, "cosmos.kernel.system", version, "runtimes", "linux-x64", "lib", made));
        Assert.Equal(expected, CosmosPackages.AreThere("", Cache, Version, Framework));
    }
}
