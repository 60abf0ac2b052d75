using System;
using System.Collections.Generic;
using System.IO;
using System.Xml.Linq;

namespace LiOS.Emulation;

/// <summary>
/// The settings in Cosmos.config. A variable of the environment with a setting's name wins over the file, as it does in MSBuild.
/// </summary>
public sealed class MachineSettings
{
    private readonly Dictionary<string, string> _values = [];

    private MachineSettings(string root) => Root = root;

    /// <summary>The folder of Cosmos.config: the root of the working copy.</summary>
    public string Root { get; }

    /// <summary>The folder of everything that is built: images, disc, temporary file systems.</summary>
    public string Out => Path.Combine(Root, "out");

    /// <summary>Reads the settings of a working copy.</summary>
    /// <param name="root">The folder that holds Cosmos.config.</param>
    public static MachineSettings Load(string root)
    {
        MachineSettings settings = new(Path.GetFullPath(root));
        XDocument document = XDocument.Load(Path.Combine(settings.Root, "Cosmos.config"));
        foreach (XElement group in document.Root!.Elements("PropertyGroup"))
            foreach (XElement property in group.Elements())
                settings._values[property.Name.LocalName] = property.Value;

        return settings;
    }

    /// <summary>Finds the working copy that holds a folder, by its Cosmos.config.</summary>
    /// <returns>The root's path, or null when no folder above holds one.</returns>
    public static string? FindRoot(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Cosmos.config")))
                return at.FullName;

        return null;
    }

    /// <summary>The value of one setting; empty when there is none of that name.</summary>
    public string this[string name]
        => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : _values.GetValueOrDefault(name, "");
}
