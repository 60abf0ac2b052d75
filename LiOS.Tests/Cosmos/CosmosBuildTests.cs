using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using System.Xml.Linq;
using LiOS.Emulation;
using Xunit;

namespace LiOS.Tests.Cosmos;

/// <summary>What the build says on a machine that cannot have Cosmos's packages, wherever these tests run.</summary>
public sealed class CosmosBuildTests : IDisposable
{
    private static readonly string s_root = MachineSettings.FindRoot(AppContext.BaseDirectory)!;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lios-cosmos-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Build_WithoutPackages_SaysSoAndWhatToDo()
    {
        // A kernel project whose only source of packages is an empty folder, and a package cache without anything in it.
        string project = Path.Combine(_folder.FullName, "Kernel.csproj");
        _folder.CreateSubdirectory("none");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "nuget.config"), """<configuration><packageSources><clear /><add key="none" value="none" /></packageSources></configuration>""");
        File.Copy(Path.Combine(s_root, "global.json"), Path.Combine(_folder.FullName, "global.json"));
        await File.WriteAllTextAsync(project, """<Project Sdk="Microsoft.NET.Sdk"><Sdk Name="Cosmos.Sdk" /><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""");

        (int status, string output) = await BuildAsync("-t:LiosCosmosImage", "-p:LiosToolchain=Cosmos", $"-p:LiosCosmosProject={project}", $"-p:LiosOut={_folder.FullName}/out/");

        Assert.NotEqual(0, status);
        Assert.Contains("error LIOS0001: The packages of Cosmos 3.0.82 cannot be restored", output, StringComparison.Ordinal);
        Assert.Contains("name it in LiosCosmosFeed", output, StringComparison.Ordinal);
        Assert.Contains("Cosmos.Sdk", output[output.IndexOf("NuGet said", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    /// <summary>The bare machine's toolchain is the one that is used unless somebody asks for the other, and no project of the solution needs Cosmos.</summary>
    [Fact]
    public async Task Build_ForBareMachine_AsksForNothingOfCosmos()
    {
        Assert.DoesNotContain("LiOS.Cosmos", await File.ReadAllTextAsync(Path.Combine(s_root, "LiOS.sln")), StringComparison.Ordinal);
        (int status, string output) = await BuildAsync("-t:LiosCosmosImage", "-p:LiosToolchain=Bare", "-p:LiosCosmosProject=none.csproj");
        Assert.True(status == 0, output);
    }

    [Fact]
    public void Version_IsTheSameForSdkAndPackages()
    {
        XDocument packages = XDocument.Load(Path.Combine(s_root, "Directory.Packages.props"));
        string version = Assert.Single(packages.Descendants("LiosCosmosVersion")).Value;
        Assert.Contains($"\"Cosmos.Sdk\": \"{version}\"", File.ReadAllText(Path.Combine(s_root, "global.json")), StringComparison.Ordinal);
    }

    private async Task<(int Status, string Output)> BuildAsync(params IEnumerable<string> options)
    {
        ProcessStartInfo start = new("dotnet", ["build", Path.Combine(s_root, "LiOS.Kernel"), "--no-restore", "-nologo", "-v", "m", .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Restored without the network's help: what an earlier build left in the cache of packages must not answer.
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "cache");
        using Process process = HostTool.Start(start);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
