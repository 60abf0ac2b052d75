using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using LiOS.Emulation;
using LiOS.Tests.Machine;
using Xunit;

namespace LiOS.Tests.Emulation;

/// <summary>The launch profiles are JSON, start the same machines everywhere, and name what exists.</summary>
public class LaunchProfileTests
{
    private static readonly string[] s_machines = ["LiOS", "LiOS with UEFI", "LiOS in Bochs"];

    [Fact]
    public void VisualStudio_HasEveryMachine_ForLinuxAndForWindows()
    {
        Dictionary<string, JsonElement> profiles = Read("LiOS.Kernel/Properties/launchSettings.json").GetProperty("profiles")
            .EnumerateObject().ToDictionary(profile => profile.Name, profile => profile.Value);
        Assert.Equal(s_machines, profiles.Keys.Where(name => profiles[name].GetProperty("commandName").GetString() == "Project"));

        // dotnet run leaves a profile's arguments out where the project has its own, so these profiles carry settings.
        MachineSettings settings = MachineSettings.Load(Guest.Settings.Root);
        foreach (JsonElement profile in s_machines.Select(name => profiles[name]))
            if (profile.TryGetProperty("environmentVariables", out JsonElement variables))
                Assert.All(variables.EnumerateObject(), variable => Assert.NotEqual("", settings[variable.Name]));

        foreach (string name in (string[])[.. s_machines, "LiOS, waiting for a debugger", "LiOS with UEFI, waiting for a debugger"])
        {
            JsonElement windows = profiles[$"{name} (Visual Studio, WSL)"];
            Assert.Equal("wsl.exe", windows.GetProperty("executablePath").GetString());
            Assert.StartsWith("./lios run", windows.GetProperty("commandLineArgs").GetString());
            Assert.Equal(name.Contains("debugger"), windows.GetProperty("commandLineArgs").GetString()!.EndsWith(" --debug"));
        }
    }

    [Fact]
    public void VisualStudioCode_HasEveryMachine_AndItsTasks()
    {
        JsonElement[] profiles = [.. Read(".vscode/launch.json").GetProperty("configurations").EnumerateArray()];
        string[] names = [.. profiles.Select(profile => profile.GetProperty("name").GetString()!)];
        string[] tasks = [.. Read(".vscode/tasks.json").GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("label").GetString()!)];
        Assert.Equal(names.Distinct(), names);
        Assert.Subset(names.ToHashSet(), ((string[])[.. s_machines, "LiOS in VMware", "LiOS in VMware with UEFI", "LiOS in the debugger"]).ToHashSet());
        foreach (JsonElement profile in profiles)
            if (profile.TryGetProperty("preLaunchTask", out JsonElement task))
                Assert.Contains(task.GetString(), tasks);
    }

    private static JsonElement Read(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Guest.Settings.Root, path)));
        return document.RootElement.Clone();
    }
}
