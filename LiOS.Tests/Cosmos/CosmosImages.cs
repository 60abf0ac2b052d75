using System;
using System.IO;
using LiOS.Emulation;
using LiOS.Emulation.Images;
using LiOS.Tests.Machine;

namespace LiOS.Tests.Cosmos;

/// <summary>Builds Cosmos kernels, where Cosmos's packages are there.</summary>
internal static class CosmosImages
{
    private static readonly Lazy<string> s_folder = new(() => Build("Boot")), s_kernelTests = new(() => Build("KernelTests"));

    /// <summary>LiOS as a Cosmos kernel, with the root file system of the build.</summary>
    public static BootImages System => Guest.Images with { CosmosFolder = s_folder.Value };

    /// <summary>The same with the programs of LiOS.Tests/Programs.</summary>
    public static BootImages Programs => GuestPrograms.Images with { CosmosFolder = s_folder.Value };

    /// <summary>The suites of LiOS.Tests/InKernel.</summary>
    public static BootImages KernelTests => Guest.Images with { CosmosFolder = s_kernelTests.Value };

    /// <summary>A finished disc with the sample kernel.</summary>
    public static BootImages Sample
    {
        get
        {
            Build("Sample");
            return Guest.Images with { Disc = Path.Combine(Guest.Settings.Out, "cosmos.iso") };
        }
    }

    private static string Build(string name)
    {
        string project = Path.Combine(Guest.Settings.Root, "LiOS.Cosmos", name, $"LiOS.Cosmos.{name}.csproj");
        HostTool.Run(
            "dotnet", "build", Path.Combine(Guest.Settings.Root, "LiOS.Kernel"), "-v", "q", "-nologo", "-p:LiosToolchain=Cosmos",
            "-p:LiosCosmosFramework=" + Guest.Settings["LiosCosmosFramework"], "-p:LiosCosmosProject=" + project);
        return Path.Combine(Guest.Settings.Out, "cosmos-build", $"LiOS.Cosmos.{name}", "disc");
    }
}
